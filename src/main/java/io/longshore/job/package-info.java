/** The vocabulary of the engine: jobs, tasks, leases, outputs, and the interface of job types. */
package io.longshore.job;
