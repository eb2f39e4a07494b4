/** Makes a job's objects visible together, or rolls all of them back. */
package io.longshore.engine.commit;
