package io.longshore.service.dataexchange;

import io.longshore.api.Answer;
import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.engine.JobStore;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.NewJob;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The operations on jobs that exist; {@link NewJobs} makes them. */
final class DataJobs {

  static final Duration LIFE = Duration.ofDays(90);

  private final Postgres postgres;
  private final DataJobStore jobs;
  private final JobStore engine;
  private final InstantSource clock;

  DataJobs(Postgres postgres, DataJobStore jobs, JobStore engine, InstantSource clock) {
    this.postgres = postgres;
    this.jobs = jobs;
    this.engine = engine;
    this.clock = clock;
  }

  Future<Answer> get(Call call) {
    return of(call)
        .compose(job -> working(List.of(job)).map(found -> describe(job, found)))
        .map(Answer::ok);
  }

  Future<Answer> list(Call call) {
    Optional<String> dataSet = Optional.ofNullable(call.parameter("dataSetId"));
    Optional<String> revision = Optional.ofNullable(call.parameter("revisionId"));
    Page page = Page.of(call, dataSet.orElse(""), revision.orElse(""));
    return jobs.list(call.principal(), since(), page.position(), dataSet, revision, page.limit())
        .compose(
            found ->
                working(found)
                    .map(
                        engines ->
                            page.answer(
                                "Jobs",
                                found,
                                job -> describe(job, engines),
                                job -> new Position(job.createdAt(), job.id()).toString())));
  }

  Future<Answer> start(Call call) {
    return of(call)
        .compose(
            job ->
                postgres.transact(
                    tx ->
                        started(tx, job)
                            .compose(
                                begun ->
                                    begun
                                        ? Future.succeededFuture()
                                        : Future.failedFuture(notWaiting(job)))))
        .onSuccess(started -> engine.wake())
        .map(started -> Answer.accepted(new JsonObject()));
  }

  void wake() {
    engine.wake();
  }

  /** Starts a job that waits, in that transaction; {@code engine.wake()} once it has committed. */
  Future<Boolean> started(Transaction tx, DataJob job) {
    return jobs.start(tx, job.id(), now())
        .compose(
            mine -> mine ? engine.create(tx, work(job)).map(true) : Future.succeededFuture(false));
  }

  /** The engine's part of a job: its plan looks at what there is to move. */
  private static NewJob work(DataJob job) {
    return new NewJob(
        JobId.parse(job.id()).orElseThrow(),
        job.account(),
        job.region(),
        job.kind().engineType(),
        job.dataSet(),
        job.revision(),
        Work.of(job),
        List.of());
  }

  Future<Answer> cancel(Call call) {
    return of(call)
        .compose(
            job ->
                jobs.cancel(job.id(), now())
                    .map(
                        cancelled -> {
                          if (!cancelled) {
                            throw notWaiting(job);
                          }
                          return Answer.noContent();
                        }));
  }

  private Future<DataJob> of(Call call) {
    String id = call.parameter("jobId");
    return jobs.find(call.principal(), id, since())
        .map(found -> found.orElseThrow(() -> DataExchangeError.unknown(ResourceType.JOB, id)));
  }

  /** The engine's jobs of those that were started. */
  private Future<Map<String, Job>> working(List<DataJob> shown) {
    List<JobId> ids =
        shown.stream()
            .filter(job -> job.startedAt().isPresent())
            .flatMap(job -> JobId.parse(job.id()).stream())
            .toList();
    return ids.isEmpty()
        ? Future.succeededFuture(Map.of())
        : engine
            .findAll(ids)
            .map(
                found ->
                    found.stream()
                        .collect(
                            Collectors.toMap(job -> job.id().toString(), Function.identity())));
  }

  private static JsonObject describe(DataJob job, Map<String, Job> engines) {
    return job.describe(Optional.ofNullable(engines.get(job.id())));
  }

  private static ApiError notWaiting(DataJob job) {
    return DataExchangeError.CONFLICT.about(
        ResourceType.JOB, job.id(), "The job does not wait: it was started or cancelled before");
  }

  private Instant since() {
    return clock.instant().minus(LIFE);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
