package io.longshore.service.dataexchange.job;

import io.longshore.async.AsyncLoop;
import io.longshore.async.PeriodicVerticle;
import io.longshore.engine.store.JobStore;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.service.dataexchange.asset.AssetBucket;
import io.longshore.service.dataexchange.job.JobExpiryStore.Running;
import io.longshore.store.Postgres;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cancels jobs that take longer than 24 hours, deletes jobs after 90 days, and deletes objects that
 * belong to no asset. It runs in every replica; each step may run twice.
 */
public final class JobExpiryVerticle extends PeriodicVerticle {

  private static final Logger log = LoggerFactory.getLogger(JobExpiryVerticle.class);
  private static final Duration EVERY = Duration.ofMinutes(1);
  private static final Duration DEADLINE = Duration.ofHours(24);
  private static final String ANY_ACCOUNT = "000000000000";
  private static final int AT_ONCE = 100;

  private final JobExpiryStore rows;
  private final JobStore engine;
  private final AssetBucket bucket;
  private final InstantSource clock;

  public JobExpiryVerticle(
      Postgres postgres, JobStore engine, AssetBucket bucket, InstantSource clock) {
    super(EVERY, EVERY);
    this.rows = new JobExpiryStore(postgres);
    this.engine = engine;
    this.bucket = bucket;
    this.clock = clock;
  }

  /** Runs each of the three tasks once. */
  @Override
  public Future<Void> runOnce() {
    Instant now = clock.instant();
    return late(now)
        .compose(stopped -> engine.isHeldCopy())
        .compose(held -> held ? Future.succeededFuture() : leftovers(now))
        .compose(removed -> rows.forget(now.minus(DataJobs.LIFE)));
  }

  @Override
  public Future<?> start() {
    return runOnRequest("Data Exchange").compose(registered -> super.start());
  }

  @Override
  protected void failed(Throwable failure) {
    TransientErrors.log(log, failure, "Job expiry failed; the next run tries again");
  }

  private Future<Void> late(Instant now) {
    return rows.startedBefore(now.minus(DEADLINE), AT_ONCE)
        .compose(
            late ->
                late.isEmpty()
                    ? Future.succeededFuture()
                    : engine
                        .findAll(late.stream().map(Running::id).toList())
                        .compose(found -> each(late, job -> settle(job, byId(found), now))));
  }

  private static Map<JobId, Job> byId(List<Job> found) {
    return found.stream().collect(Collectors.toMap(Job::id, Function.identity()));
  }

  /** A job that can no longer be cancelled is checked again in the next round. */
  private Future<Void> settle(Running late, Map<JobId, Job> engines, Instant now) {
    Job job = engines.get(late.id());
    if (job == null || job.state().isFinal()) {
      return rows.settled(late.id(), now);
    }
    return engine
        .requestCancel(late.id())
        .compose(stops -> stops ? rows.timedOut(late.id(), now) : Future.<Void>succeededFuture());
  }

  private Future<Void> leftovers(Instant now) {
    return rows.leftovers(now, AT_ONCE)
        .compose(
            keys ->
                each(
                    keys,
                    key ->
                        bucket
                            .storeOf(ANY_ACCOUNT)
                            .delete(bucket.name(), key)
                            .compose(deleted -> rows.removed(key))));
  }

  private static <T> Future<Void> each(List<T> all, Function<T, Future<Void>> act) {
    return AsyncLoop.forEach(all, act::apply);
  }
}
