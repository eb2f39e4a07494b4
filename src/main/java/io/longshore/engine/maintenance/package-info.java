/** Periodic maintenance in every replica: deletes old jobs and aborts orphaned uploads. */
package io.longshore.engine.maintenance;
