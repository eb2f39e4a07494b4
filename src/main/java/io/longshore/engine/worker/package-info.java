/** Claims tasks and runs attempts on them, up to a fixed number of slots per replica. */
package io.longshore.engine.worker;
