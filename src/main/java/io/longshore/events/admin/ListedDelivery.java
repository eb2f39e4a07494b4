package io.longshore.events.admin;

import io.longshore.job.JobId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The delivery of an event to a target.
 *
 * @param event the id of the event
 * @param seq its place in lists
 * @param account the account of the event
 * @param at when the event happened
 * @param status {@code PENDING}, {@code DELIVERED} or {@code DEAD}
 * @param nextTry when it is tried next; empty when it has ended
 * @param lastError why the last try failed
 */
public record ListedDelivery(
    String target,
    UUID event,
    long seq,
    String account,
    String source,
    String detailType,
    Optional<JobId> job,
    Instant at,
    String status,
    int attempts,
    Optional<Instant> nextTry,
    Optional<Instant> triedAt,
    Optional<Instant> endedAt,
    Optional<String> lastError) {}
