/** Leases on tasks: claiming, renewing, releasing, and reaping those that expired. */
package io.longshore.engine.lease;
