package io.longshore.events.relay;

import io.longshore.job.JobId;
import java.time.Instant;
import java.util.Optional;

/**
 * A change of the status of a job.
 *
 * @param seq the number of the event in the history of jobs
 * @param xid the transaction that wrote it
 * @param word the status as the service's users see it
 * @param phase the engine's phase
 * @param arn the ARN by which the service shows the job, if it shows one
 * @param name the name that the user gave the job
 * @param result what the job has done; present when it has ended
 */
record JobChange(
    JobId job,
    long seq,
    long xid,
    String word,
    String phase,
    Instant at,
    String account,
    String region,
    String type,
    String container,
    Optional<String> subject,
    Optional<String> arn,
    Optional<String> name,
    Instant createdAt,
    Optional<Result> result) {

  /**
   * What a job has done.
   *
   * @param manifestBucket of the visible manifest, with its key
   * @param failure the first reason; of a job that has succeeded, why the first row was refused
   */
  record Result(
      Instant finishedAt,
      long rows,
      long rejectedRows,
      long bytes,
      Optional<String> manifestBucket,
      Optional<String> manifestKey,
      Optional<String> failure) {}

  boolean isFinal() {
    return result.isPresent();
  }

  boolean hasSucceeded() {
    return phase.equals("SUCCEEDED");
  }
}
