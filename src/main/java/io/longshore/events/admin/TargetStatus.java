package io.longshore.events.admin;

import java.time.Instant;
import java.util.Optional;

/**
 * How a target of events is doing.
 *
 * @param account the only account whose events it gets; empty for all
 * @param since when it was configured first
 * @param failures how many tries have failed since the last one that did not
 * @param pauseUntil when it is tried again
 * @param waiting events that it has not taken yet
 * @param ageSeconds the time since the oldest of them happened; 0 without any
 * @param dead events that it did not take in time
 */
public record TargetStatus(
    String name,
    Optional<String> account,
    Instant since,
    int failures,
    Optional<Instant> pauseUntil,
    Optional<String> lastError,
    Optional<Instant> lastErrorAt,
    Optional<Instant> disabledAt,
    Optional<String> disabledReason,
    long waiting,
    double ageSeconds,
    long dead) {}
