package io.longshore.service.dataexchange.job;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.async.BoundedParallel;
import io.longshore.engine.store.JobStore;
import io.longshore.job.Job;
import io.longshore.service.dataexchange.DataExchangeError;
import io.longshore.service.dataexchange.DataExchangeLists;
import io.longshore.service.dataexchange.DataExchangeResourceType;
import io.longshore.service.resource.JobResource;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.Refusal;
import io.longshore.service.resource.Timestamps;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The operations on jobs, except {@link CreateJob} and {@link StartJob}. */
public final class DataJobs {

  static final Duration LIFE = Duration.ofDays(90);

  /** Longer than reading a page takes and than clocks differ. */
  private static final Duration JUST_NOW = Duration.ofMinutes(1);

  private final DataJobStore jobs;
  private final JobStore engine;
  private final InstantSource clock;

  public DataJobs(DataJobStore jobs, JobStore engine, InstantSource clock) {
    this.jobs = jobs;
    this.engine = engine;
    this.clock = clock;
  }

  /**
   * Reads the job's row after the engine's state: a job's URL and errors are stored before the
   * engine ends it.
   */
  public Future<ServiceResponse> get(Call call) {
    return of(call)
        .compose(job -> working(List.of(job)))
        .compose(engines -> of(call).map(job -> ServiceResponse.ok(describe(job, engines))));
  }

  public Future<ServiceResponse> list(Call call) {
    Optional<String> dataSet = Optional.ofNullable(call.parameter("dataSetId"));
    Optional<String> revision = Optional.ofNullable(call.parameter("revisionId"));
    ListPage page = DataExchangeLists.page(call, dataSet.orElse(""), revision.orElse(""));
    return jobs.list(call.principal(), since(), page, dataSet, revision)
        .compose(
            found ->
                working(found)
                    .compose(
                        engines ->
                            latest(call, found, engines).map(latest -> Map.entry(engines, latest)))
                    .map(
                        read ->
                            page.answer(
                                "Jobs",
                                read.getValue(),
                                job -> describe(job, read.getKey()),
                                DataJob::position)));
  }

  /** The same jobs; those that ended meanwhile are read again. */
  private Future<List<DataJob>> latest(Call call, List<DataJob> found, Map<String, Job> engines) {
    Instant now = clock.instant();
    return BoundedParallel.map(
        found,
        job ->
            endedAfter(now.minus(JUST_NOW), engines.get(job.id()))
                ? jobs.find(call.principal(), job.id(), since()).map(read -> read.orElse(job))
                : Future.succeededFuture(job));
  }

  private static boolean endedAfter(Instant when, Job engine) {
    return engine != null && engine.finishedAt().filter(at -> at.isAfter(when)).isPresent();
  }

  public Future<ServiceResponse> cancel(Call call) {
    return of(call)
        .compose(
            job ->
                jobs.cancel(job.id(), Timestamps.now(clock))
                    .map(Refusal.unless(() -> notWaiting(job)))
                    .map(ServiceResponse.noContent()));
  }

  /** The caller's job that the path names. */
  Future<DataJob> of(Call call) {
    String id = call.parameter("jobId");
    return jobs.find(call.principal(), id, since())
        .map(
            found ->
                found.orElseThrow(
                    () -> DataExchangeError.unknown(DataExchangeResourceType.JOB, id)));
  }

  /** The engine's jobs of the started jobs. */
  private Future<Map<String, Job>> working(List<DataJob> shown) {
    return JobResource.byId(
        engine,
        shown.stream().filter(job -> job.startedAt().isPresent()).map(DataJob::id).toList());
  }

  private static JsonObject describe(DataJob job, Map<String, Job> engines) {
    return job.describe(Optional.ofNullable(engines.get(job.id())));
  }

  static ApiError notWaiting(DataJob job) {
    return DataExchangeError.conflict(
        DataExchangeResourceType.JOB,
        job.id(),
        "The job does not wait: it was started or cancelled before");
  }

  private Instant since() {
    return clock.instant().minus(LIFE);
  }
}
