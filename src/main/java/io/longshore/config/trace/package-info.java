/** The settings of traces. */
package io.longshore.config.trace;
