package io.longshore.engine.history;

import java.time.Instant;

/**
 * A worker that has reported lately.
 *
 * @param name as in the leases that it holds
 * @param host the name of its host or container
 * @param slots the tasks that it may run at a time
 * @param busy the tasks that it runs
 */
public record RunningWorker(
    String name,
    String host,
    String version,
    int slots,
    long busy,
    Instant startedAt,
    Instant seenAt) {}
