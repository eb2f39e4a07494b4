/**
 * The model of the engine: jobs, tasks, leases, outputs, and the interface of a job type. Depends
 * on no other package.
 */
package io.longshore.job;
