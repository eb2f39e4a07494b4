package io.longshore.service.pinpoint;

import io.longshore.api.Answer;
import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.engine.JobQuery;
import io.longshore.engine.JobStore;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.NewJob;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The operations on export jobs. */
final class ExportJobs {

  private static final int SWEEP = 200;

  private final Postgres postgres;
  private final Apps apps;
  private final AppStore appRows;
  private final Segments segments;
  private final EndpointRows endpoints;
  private final JobStore jobs;

  ExportJobs(
      Postgres postgres,
      Apps apps,
      AppStore appRows,
      Segments segments,
      EndpointRows endpoints,
      JobStore jobs) {
    this.postgres = postgres;
    this.apps = apps;
    this.appRows = appRows;
    this.segments = segments;
    this.endpoints = endpoints;
    this.jobs = jobs;
  }

  Future<Answer> create(Call call) {
    ExportRequest request = ExportRequest.of(call.body());
    return apps.of(call)
        .compose(
            app ->
                segment(app, request)
                    .compose(
                        segment ->
                            frozen(segment)
                                .compose(
                                    condition ->
                                        endpoints
                                            .estimate(app.id())
                                            .map(
                                                rows ->
                                                    made(app, request, segment, condition, rows))))
                    .compose(job -> insert(call, job)))
        .onSuccess(job -> jobs.wake())
        .map(job -> Answer.accepted(describe(job)));
  }

  Future<Answer> get(Call call) {
    String id = call.parameter("jobId");
    return apps.of(call)
        .compose(app -> find(app, id))
        .map(found -> found.orElseThrow(() -> unknown(id)))
        .map(job -> Answer.ok(describe(job)));
  }

  Future<Answer> list(Call call) {
    Page page = Page.of(call, call.parameter("applicationId"));
    return apps.of(call).compose(app -> page(app, Optional.empty(), page));
  }

  Future<Answer> listOfSegment(Call call) {
    String segment = call.parameter("segmentId");
    Page page = Page.of(call, call.parameter("applicationId"), segment);
    return apps.of(call)
        .compose(
            app ->
                segments
                    .find(app, segment, Optional.empty())
                    .compose(found -> page(app, Optional.of(segment), page)));
  }

  /** Asks all export jobs of an app to stop. */
  Future<Void> cancelAll(App app) {
    return cancelFrom(app, Optional.empty());
  }

  private Future<Void> cancelFrom(App app, Optional<JobId> after) {
    return jobs.list(query(app, Optional.empty(), after, SWEEP))
        .compose(
            found -> {
              List<Future<Boolean>> asked =
                  found.stream()
                      .filter(job -> !job.state().isFinal())
                      .map(job -> jobs.requestCancel(job.id()))
                      .toList();
              Future<?> all = Future.join(asked);
              return found.size() < SWEEP
                  ? all.mapEmpty()
                  : all.compose(done -> cancelFrom(app, Optional.of(found.get(SWEEP - 1).id())));
            });
  }

  private Future<Optional<Segment>> segment(App app, ExportRequest request) {
    return request
        .segmentId()
        .map(id -> segments.find(app, id, request.segmentVersion()).map(Optional::of))
        .orElse(Future.succeededFuture(Optional.empty()));
  }

  private Future<Job> insert(Call call, NewJob job) {
    return postgres.transact(
        transaction ->
            appRows
                .hold(transaction, call.principal(), job.container())
                .compose(
                    there ->
                        there
                            ? jobs.create(transaction, job)
                            : Future.failedFuture(Apps.unknown(job.container()))));
  }

  private Future<JsonObject> frozen(Optional<Segment> segment) {
    return segment
        .map(segments::condition)
        .orElse(Future.succeededFuture(SegmentCondition.EVERYONE));
  }

  private static NewJob made(
      App app, ExportRequest request, Optional<Segment> segment, JsonObject condition, long rows) {
    JobId id = JobId.random();
    JsonObject spec =
        new JsonObject()
            .put("Definition", request.definition())
            .put("Bucket", request.bucket())
            .put("Prefix", request.prefix())
            .put("Condition", condition);
    segment.ifPresent(frozen -> spec.put("SegmentVersion", frozen.version()));
    return new NewJob(
        id,
        app.account(),
        app.region(),
        EndpointExport.NAME,
        app.id(),
        request.segmentId(),
        spec,
        ExportPlan.pieces(id, request, rows));
  }

  private Future<Optional<Job>> find(App app, String id) {
    return JobId.parse(id)
        .map(job -> jobs.find(app.account(), app.region(), EndpointExport.NAME, app.id(), job))
        .orElse(Future.succeededFuture(Optional.empty()));
  }

  private Future<Answer> page(App app, Optional<String> segment, Page page) {
    Optional<JobId> after = page.after().flatMap(JobId::parse);
    return jobs.list(query(app, segment, after, page.limit()))
        .map(found -> page.answer(found, ExportJobs::describe, job -> job.id().toString()));
  }

  private static JobQuery query(
      App app, Optional<String> segment, Optional<JobId> after, int limit) {
    return new JobQuery(
        app.account(), app.region(), EndpointExport.NAME, app.id(), segment, after, limit);
  }

  /** Pinpoint's ExportJobResponse. */
  private static JsonObject describe(Job job) {
    JsonObject body =
        new JsonObject()
            .put("ApplicationId", job.container())
            .put("CompletedPieces", job.progress().piecesDone());
    job.finishedAt().ifPresent(end -> body.put("CompletionDate", Dates.text(end)));
    body.put("CreationDate", Dates.text(job.createdAt()))
        .put("Definition", job.spec().getJsonObject("Definition"))
        .put("FailedPieces", job.progress().piecesFailed());
    if (!job.failures().isEmpty()) {
      body.put("Failures", new JsonArray(new ArrayList<>(job.failures())));
    }
    return body.put("Id", job.id().toString())
        .put("JobStatus", job.word())
        .put("TotalFailures", number(job.progress().rowsFailed()))
        .put("TotalPieces", job.progress().pieces())
        .put("TotalProcessed", number(job.progress().rows()))
        .put("Type", "EXPORT");
  }

  /** The contract's numbers have 32 bits. */
  private static int number(long rows) {
    return (int) Math.min(Integer.MAX_VALUE, rows);
  }

  private static ApiError unknown(String id) {
    return PinpointError.NOT_FOUND.because("There is no export job with the id '" + id + "'");
  }
}
