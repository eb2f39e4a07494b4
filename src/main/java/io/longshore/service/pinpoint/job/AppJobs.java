package io.longshore.service.pinpoint.job;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.async.AsyncLoop;
import io.longshore.engine.store.JobQuery;
import io.longshore.engine.store.JobStore;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.NewJob;
import io.longshore.service.pinpoint.PinpointError;
import io.longshore.service.pinpoint.PinpointLists;
import io.longshore.service.pinpoint.app.App;
import io.longshore.service.pinpoint.app.AppStore;
import io.longshore.service.pinpoint.app.Apps;
import io.longshore.service.pinpoint.segment.Segments;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.Timestamps;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** The jobs of one type as Pinpoint shows them, and the operations that all types share. */
public final class AppJobs {

  private static final int SWEEP = 200;

  private final Postgres postgres;
  private final AppStore rows;
  private final Apps apps;
  private final Segments segments;
  private final JobStore jobs;
  private final String type;
  private final String shown;

  /**
   * @param type the job type's name
   * @param shown Pinpoint's Type, EXPORT or IMPORT
   */
  public AppJobs(
      Postgres postgres,
      AppStore rows,
      Apps apps,
      Segments segments,
      JobStore jobs,
      String type,
      String shown) {
    this.postgres = postgres;
    this.rows = rows;
    this.apps = apps;
    this.segments = segments;
    this.jobs = jobs;
    this.type = type;
    this.shown = shown;
  }

  /** Stores a job unless its app is gone, and has it begun; says what that is answered with. */
  Future<ServiceResponse> insert(
      Call call, NewJob job, Function<JsonObject, ServiceResponse> answer) {
    return postgres
        .transactOnce(
            call,
            transaction ->
                rows.hold(transaction, call.principal(), job.container())
                    .compose(
                        there ->
                            there
                                ? jobs.create(transaction, job)
                                : Future.failedFuture(Apps.unknown()))
                    .map(created -> answer.apply(describe(created))))
        .onSuccess(created -> jobs.wake());
  }

  public Future<ServiceResponse> get(Call call) {
    return apps.of(call).compose(app -> show(app, call.parameter("jobId")));
  }

  public Future<ServiceResponse> list(Call call) {
    ListPage page = PinpointLists.page(call, call.parameter("applicationId"));
    return apps.of(call).compose(app -> page(app, Optional.empty(), page));
  }

  public Future<ServiceResponse> listOfSegment(Call call) {
    String segment = call.parameter("segmentId");
    ListPage page = PinpointLists.page(call, call.parameter("applicationId"), segment);
    return apps.of(call)
        .compose(
            app ->
                segments
                    .find(app, segment, Optional.empty())
                    .compose(found -> page(app, Optional.of(segment), page)));
  }

  private Future<ServiceResponse> show(App app, String id) {
    return JobId.parse(id)
        .map(job -> jobs.find(app.account(), app.region(), type, app.id(), job))
        .orElse(Future.succeededFuture(Optional.empty()))
        .map(found -> ServiceResponse.ok(describe(found.orElseThrow(() -> unknown(id)))));
  }

  private Future<ServiceResponse> page(App app, Optional<String> segment, ListPage page) {
    Optional<JobId> after = page.after().flatMap(JobId::parse);
    return jobs.list(query(app, segment, after, page.limit()))
        .map(found -> page.answer("Item", found, this::describe, job -> job.id().toString()));
  }

  /** Asks all jobs of an app to stop. */
  public Future<Void> cancelAll(App app) {
    AtomicReference<JobId> last = new AtomicReference<>();
    return AsyncLoop.whileTrue(
        () ->
            jobs.list(query(app, Optional.empty(), Optional.ofNullable(last.get()), SWEEP))
                .compose(
                    found -> {
                      boolean more = found.size() == SWEEP;
                      if (more) {
                        last.set(found.get(SWEEP - 1).id());
                      }
                      return cancel(found).map(more);
                    }));
  }

  private Future<?> cancel(List<Job> found) {
    return Future.join(
        found.stream()
            .filter(job -> !job.state().isFinal())
            .map(job -> jobs.requestCancel(job.id()))
            .toList());
  }

  private JobQuery query(App app, Optional<String> segment, Optional<JobId> after, int limit) {
    return new JobQuery(app.account(), app.region(), type, app.id(), segment, after, limit);
  }

  /** Pinpoint's ExportJobResponse and ImportJobResponse. */
  JsonObject describe(Job job) {
    JsonObject body =
        new JsonObject()
            .put("ApplicationId", job.container())
            .put("CompletedPieces", job.progress().piecesDone());
    job.finishedAt().ifPresent(end -> body.put("CompletionDate", Timestamps.text(end)));
    body.put("CreationDate", Timestamps.text(job.createdAt()))
        .put("Definition", definition(job))
        .put("FailedPieces", job.progress().piecesFailed());
    if (!job.failures().isEmpty()) {
      body.put("Failures", new JsonArray(new ArrayList<>(job.failures())));
    }
    return body.put("Id", job.id().toString())
        .put("JobStatus", job.word())
        .put("TotalFailures", number(job.progress().rowsFailed()))
        .put("TotalPieces", job.progress().pieces())
        .put("TotalProcessed", number(job.progress().rows()))
        .put("Type", shown);
  }

  /** As sent; that of an import that defines a segment names the segment. */
  private JsonObject definition(Job job) {
    JsonObject sent = job.spec().getJsonObject("Definition");
    return shown.equals("IMPORT") && job.subject().isPresent()
        ? sent.copy().put("SegmentId", job.subject().get())
        : sent;
  }

  /** The contract's numbers have 32 bits. */
  private static int number(long rows) {
    return (int) Math.min(Integer.MAX_VALUE, rows);
  }

  private ApiError unknown(String id) {
    String kind = shown.equals("EXPORT") ? "export" : "import";
    return PinpointError.NOT_FOUND.because("There is no " + kind + " job with the id '" + id + "'");
  }
}
