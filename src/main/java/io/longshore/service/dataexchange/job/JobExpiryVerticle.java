package io.longshore.service.dataexchange.job;

import io.longshore.async.AsyncLoop;
import io.longshore.async.SafeCall;
import io.longshore.engine.store.JobStore;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.service.dataexchange.asset.AssetBucket;
import io.longshore.service.dataexchange.job.JobExpiryStore.Running;
import io.longshore.store.Postgres;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
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
 * What nobody asks for: jobs that take longer than a day are stopped, jobs of 90 days forgotten,
 * objects without assets removed. Every replica does it; all of it may be done twice.
 */
public final class JobExpiryVerticle extends VerticleBase {

  private static final Logger log = LoggerFactory.getLogger(JobExpiryVerticle.class);
  private static final Duration EVERY = Duration.ofMinutes(1);
  private static final Duration DEADLINE = Duration.ofHours(24);
  private static final String ANY_ACCOUNT = "000000000000";
  private static final int AT_ONCE = 100;

  private final JobExpiryStore rows;
  private final JobStore engine;
  private final AssetBucket bucket;
  private final InstantSource clock;
  private boolean busy;

  public JobExpiryVerticle(
      Postgres postgres, JobStore engine, AssetBucket bucket, InstantSource clock) {
    this.rows = new JobExpiryStore(postgres);
    this.engine = engine;
    this.bucket = bucket;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(EVERY.toMillis(), tick -> unlessBusy());
    return Future.succeededFuture();
  }

  private void unlessBusy() {
    if (!busy) {
      busy = true;
      SafeCall.call(this::round)
          .onFailure(failure -> TransientErrors.log(log, failure, "Housekeeping will try again"))
          .onComplete(done -> busy = false);
    }
  }

  /** All of it once. */
  public Future<Void> round() {
    Instant now = clock.instant();
    return late(now)
        .compose(stopped -> engine.isHeldCopy())
        .compose(held -> held ? Future.succeededFuture() : leftovers(now))
        .compose(removed -> rows.forget(now.minus(DataJobs.LIFE)));
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

  /** A job that can no longer be stopped ends by itself and is looked at again. */
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
