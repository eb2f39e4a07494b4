package io.longshore.engine.maintenance;

import io.longshore.async.AsyncLoop;
import io.longshore.config.UpkeepConfig;
import io.longshore.engine.transition.JobDeletionStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Deletes jobs whose retention time has passed, in batches with pauses between them. */
final class JobCleaner {

  private static final int BATCH = 200;
  private static final long PAUSE_MILLIS = 50;

  private final Vertx vertx;
  private final JobDeletionStore jobs;
  private final UpkeepConfig config;

  JobCleaner(Vertx vertx, JobDeletionStore jobs, UpkeepConfig config) {
    this.vertx = vertx;
    this.jobs = jobs;
    this.config = config;
  }

  /**
   * Deletes finished jobs of these types. Types without a retention time are skipped.
   *
   * @return the number of deleted jobs
   */
  Future<Integer> deleteExpired(String[] types) {
    AtomicInteger deleted = new AtomicInteger();
    return AsyncLoop.forEach(
            List.of(types),
            type ->
                config
                    .kept(type)
                    .map(retention -> deleteInBatches(type, retention, deleted))
                    .orElse(Future.succeededFuture()))
        .map(done -> deleted.get());
  }

  private Future<Void> deleteInBatches(String type, Duration retention, AtomicInteger deleted) {
    return AsyncLoop.whileTrue(
        () ->
            jobs.delete(type, retention, BATCH)
                .onSuccess(deleted::addAndGet)
                .compose(
                    count ->
                        count < BATCH
                            ? Future.succeededFuture(false)
                            : vertx.timer(PAUSE_MILLIS).map(true)));
  }
}
