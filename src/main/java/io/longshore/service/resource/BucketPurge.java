package io.longshore.service.resource;

import io.longshore.async.AsyncLoop;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/**
 * Deletes the rows of a piece, one hash bucket after the other, and reports how many are deleted.
 * An attempt that runs after another one deletes what is left. For one context.
 */
public final class BucketPurge {

  private final Outputs outputs;
  private final AtomicLong rows = new AtomicLong();

  /**
   * @param outputs receives the progress
   */
  public BucketPurge(Outputs outputs) {
    this.outputs = outputs;
  }

  /**
   * Repeats a statement for each bucket until it deletes fewer rows than {@code full}.
   *
   * @param full the number of rows from which on a bucket may have more
   * @param statement deletes some rows of a bucket; returns how many
   */
  public Future<Void> delete(
      List<Integer> buckets, int full, IntFunction<Future<Integer>> statement) {
    return AsyncLoop.forEach(buckets, bucket -> bucket(bucket, full, statement));
  }

  private Future<Void> bucket(int bucket, int full, IntFunction<Future<Integer>> statement) {
    return AsyncLoop.whileTrue(
        () ->
            statement
                .apply(bucket)
                .map(
                    deleted -> {
                      outputs.report(rows.addAndGet(deleted));
                      return deleted >= full;
                    }));
  }

  /** The rows that were deleted so far, as the outcome of the piece. */
  public Outcome outcome() {
    return new Outcome.Done(rows.get());
  }
}
