package io.longshore.service.dataexchange.job;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.store.JobStore;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.NewJob;
import io.longshore.service.dataexchange.DataExchangeQuotas;
import io.longshore.service.dataexchange.asset.AssetBucket;
import io.longshore.service.resource.JobResource;
import io.longshore.service.resource.QuotaRule;
import io.longshore.service.resource.Timestamps;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The operation StartJob: creates the engine's job. When the account's quota of jobs in progress is
 * used up, the job ends in ERROR, because StartJob has no error for quotas. Concurrent calls may
 * exceed the quota.
 */
public final class StartJob {

  private final Postgres postgres;
  private final DataJobs found;
  private final DataJobStore jobs;
  private final JobStore engine;
  private final DataExchangeQuotas quotas;
  private final InstantSource clock;
  private final AssetBucket bucket;

  public StartJob(
      Postgres postgres,
      DataJobs found,
      DataJobStore jobs,
      JobStore engine,
      AssetBucket bucket,
      InstantSource clock) {
    this.postgres = postgres;
    this.found = found;
    this.jobs = jobs;
    this.engine = engine;
    this.quotas = bucket.quotas();
    this.bucket = bucket;
    this.clock = clock;
  }

  public Future<ServiceResponse> start(Call call) {
    return found
        .of(call)
        .map(this::unmasked)
        .compose(
            job ->
                postgres.transactOnce(
                    call,
                    tx ->
                        full(tx, job)
                            .compose(
                                error ->
                                    error.isPresent()
                                        ? jobs.refuse(
                                            tx, job.id(), error.get(), Timestamps.now(clock))
                                        : started(tx, job))
                            .compose(
                                begun ->
                                    begun
                                        ? Future.succeededFuture()
                                        : Future.failedFuture(DataJobs.notWaiting(job)))
                            .map(started -> ServiceResponse.accepted(new JsonObject()))))
        .onSuccess(started -> wake());
  }

  /** Refuses an export while the role masks: assets leave as they are. */
  private DataJob unmasked(DataJob job) {
    if (!job.kind().isImport()) {
      bucket.requireUnmasked(job.account());
    }
    return job;
  }

  public void wake() {
    engine.wake();
  }

  /** Starts a waiting job in the transaction; call {@link #wake} after it. */
  public Future<Boolean> started(Transaction tx, DataJob job) {
    return jobs.start(tx, job.id(), Timestamps.now(clock))
        .compose(
            mine -> mine ? engine.create(tx, work(job)).map(true) : Future.succeededFuture(false));
  }

  /** The engine's job. Its plan finds the objects to import or export. */
  private static NewJob work(DataJob job) {
    return new NewJob(
        JobId.parse(job.id()).orElseThrow(),
        job.account(),
        job.region(),
        job.kind().engineType(),
        job.dataSet(),
        job.revision(),
        DataJobSpec.of(job),
        List.of());
  }

  /** The error when the quota is used up. */
  private Future<Optional<JobError>> full(Transaction tx, DataJob job) {
    Optional<QuotaRule> limit = quotas.atOnce(job.kind());
    return limit.isEmpty()
        ? Future.succeededFuture(Optional.empty())
        : inProgress(tx, job)
            .map(count -> limit.filter(most -> count >= most.limit()).map(StartJob::over));
  }

  private static JobError over(QuotaRule limit) {
    return JobError.quota(
        limit,
        "The limit of '%s' is %d: when one has ended, create the job again and start it"
            .formatted(limit.name(), limit.limit()));
  }

  /** Jobs that have ended are marked, so that each is read only once. */
  private Future<Long> inProgress(Transaction tx, DataJob job) {
    return jobs.inProgress(tx, job)
        .compose(
            ids ->
                ids.isEmpty()
                    ? Future.succeededFuture(0L)
                    : working(tx, ids)
                        .compose(
                            working ->
                                jobs.settle(
                                        tx,
                                        ids.stream().filter(id -> !working.contains(id)).toList(),
                                        Timestamps.now(clock))
                                    .map((long) working.size())));
  }

  private Future<Set<String>> working(Transaction tx, List<String> ids) {
    return engine
        .findAll(tx, JobResource.ids(ids))
        .map(
            all ->
                all.stream()
                    .filter(job -> !job.state().isFinal())
                    .map(Job::id)
                    .map(JobId::toString)
                    .collect(Collectors.toSet()));
  }
}
