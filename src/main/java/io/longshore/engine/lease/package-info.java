/** Leases on tasks: renewing, releasing, and reaping those that expired. */
package io.longshore.engine.lease;
