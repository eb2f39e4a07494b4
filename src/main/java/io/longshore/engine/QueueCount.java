package io.longshore.engine;

/**
 * What waits of one job type, in all replicas.
 *
 * @param due tasks that a worker could claim now
 * @param accounts whose tasks these are
 * @param ageSeconds for how long the oldest of them is due
 */
public record QueueCount(String type, long due, long accounts, double ageSeconds) {}
