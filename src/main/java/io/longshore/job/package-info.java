/**
 * The words of the engine: jobs, tasks, leases, outputs, and what a job type has to say. A leaf.
 */
package io.longshore.job;
