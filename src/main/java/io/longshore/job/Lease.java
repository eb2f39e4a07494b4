package io.longshore.job;

import java.util.UUID;

/**
 * The time-limited right of a worker to run a task. Every write of the task's result is fenced by
 * it: the row of the task must still contain epoch and id, and the lease must not have expired by
 * the clock of the database.
 *
 * @param epoch increased by every claim of the task, never reset
 * @param id random for every claim, so that two claims with the same epoch are distinguishable
 *     after the database was restored
 */
public record Lease(JobId job, int seq, long epoch, UUID id) {}
