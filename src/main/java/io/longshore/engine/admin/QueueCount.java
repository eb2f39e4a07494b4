package io.longshore.engine.admin;

/**
 * The due tasks of one job type, of the accounts in one backlog class.
 *
 * @param backlog the class: accounts with up to 10 due tasks of all types are {@code small}, with
 *     up to 1,000 {@code medium}, with more {@code large}
 * @param due the number of tasks that a worker could claim now
 * @param accounts the number of accounts that have these tasks
 * @param ageSeconds the time since the oldest of them became due
 */
public record QueueCount(String type, String backlog, long due, long accounts, double ageSeconds) {}
