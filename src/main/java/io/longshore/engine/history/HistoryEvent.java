package io.longshore.engine.history;

import java.time.Instant;
import java.util.Optional;

/**
 * An event in the history of a job.
 *
 * @param seq its number; those of one job ascend
 * @param kind the name of a {@link io.longshore.engine.transition.JobEventKind}, or one that only a
 *     newer build knows
 * @param word the status that users of the service saw then
 * @param phase the phase of the job then
 * @param task the number of the task that an attempt was at
 * @param attempt the number of the attempt, from 1, also of those that are not charged
 * @param worker the worker of the attempt
 * @param since when the attempt began; {@code at} is when it ended
 * @param detail the reason, or what was done
 */
public record HistoryEvent(
    long seq,
    Instant at,
    String kind,
    String word,
    String phase,
    Optional<Integer> task,
    Optional<Long> attempt,
    Optional<String> worker,
    Optional<Instant> since,
    Optional<String> detail) {}
