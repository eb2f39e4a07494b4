package io.longshore.engine.admin;

/**
 * What waits of one job type and of accounts of one class, in all replicas.
 *
 * @param backlog the class of the accounts: {@code small} have up to 10 due tasks of all types,
 *     {@code medium} up to 1,000, {@code large} more
 * @param due tasks that a worker could claim now
 * @param accounts whose tasks these are
 * @param ageSeconds for how long the oldest of them is due
 */
public record QueueCount(String type, String backlog, long due, long accounts, double ageSeconds) {}
