package io.longshore.engine.feed;

import io.longshore.job.JobId;
import java.time.Instant;
import java.util.Optional;

/**
 * An event in the history of a job, with what filters need of the job.
 *
 * @param xid the transaction that wrote it
 * @param job the job, with its state when the event was read
 * @param word the status as the service's users see it
 * @param kind what has happened
 * @param task the number of the task that the event is about
 * @param attempt the number of the attempt
 * @param worker the worker that did it
 * @param detail a sentence
 */
public record FeedEvent(
    long seq,
    long xid,
    FeedJob job,
    String word,
    String phase,
    Instant at,
    String kind,
    Optional<Integer> task,
    Optional<Long> attempt,
    Optional<String> worker,
    Optional<String> detail) {

  public JobId id() {
    return job.id();
  }
}
