package io.longshore.job;

import java.util.UUID;

/**
 * A worker's time-limited hold on a task. Every write of the task's result is fenced by it: epoch
 * and id must still stand on the task's row, and the database's clock must be before the lease's
 * end.
 *
 * @param epoch one more at every claim of the task, never reset
 * @param id random at every claim, so that a claim that the database lost cannot be mistaken
 */
public record Lease(JobId job, int seq, long epoch, UUID id) {}
