package io.longshore.service.pinpoint.job;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.store.JobStore;
import io.longshore.job.Job;
import io.longshore.job.NewJob;
import io.longshore.service.pinpoint.PinpointError;
import io.longshore.service.pinpoint.PinpointLists;
import io.longshore.service.pinpoint.app.App;
import io.longshore.service.pinpoint.app.AppStore;
import io.longshore.service.pinpoint.app.Apps;
import io.longshore.service.pinpoint.segment.Segments;
import io.longshore.service.resource.JobResource;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.Timestamps;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Function;

/** The jobs of one type as Pinpoint shows them, and the operations that all types share. */
public final class AppJobs {

  private final AppStore rows;
  private final Apps apps;
  private final Segments segments;
  private final JobStore store;
  private final JobResource jobs;
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
    this.rows = rows;
    this.apps = apps;
    this.segments = segments;
    this.store = jobs;
    this.jobs = new JobResource(postgres, jobs, type);
    this.shown = shown;
  }

  /** Creates a job unless its app was deleted; {@code answer} makes the response. */
  Future<ServiceResponse> insert(
      Call call, NewJob job, Function<JsonObject, ServiceResponse> answer) {
    return insert(call, job, transaction -> Future.succeededFuture(job), answer);
  }

  /**
   * Creates a job unless its app was deleted.
   *
   * @param completed the job as the transaction of its creation completes it
   */
  Future<ServiceResponse> insert(
      Call call,
      NewJob job,
      Function<Transaction, Future<NewJob>> completed,
      Function<JsonObject, ServiceResponse> answer) {
    return jobs.create(
        call,
        transaction ->
            rows.hold(transaction, call.principal(), job.container())
                .compose(
                    there ->
                        there ? completed.apply(transaction) : Future.failedFuture(Apps.unknown()))
                .compose(whole -> store.create(transaction, whole))
                .map(created -> answer.apply(describe(created))));
  }

  public Future<ServiceResponse> get(Call call) {
    String id = call.parameter("jobId");
    return apps.of(call)
        .compose(app -> jobs.find(call.principal(), app.id(), id))
        .map(found -> ServiceResponse.ok(describe(found.orElseThrow(() -> unknown(id)))));
  }

  public Future<ServiceResponse> list(Call call) {
    ListPage page = PinpointLists.page(call, call.parameter("applicationId"));
    return apps.of(call).compose(app -> list(call, app, Optional.empty(), page));
  }

  public Future<ServiceResponse> listOfSegment(Call call) {
    String segment = call.parameter("segmentId");
    ListPage page = PinpointLists.page(call, call.parameter("applicationId"), segment);
    return apps.of(call)
        .compose(
            app ->
                segments
                    .find(app, segment, Optional.empty())
                    .compose(found -> list(call, app, Optional.of(segment), page)));
  }

  private Future<ServiceResponse> list(
      Call call, App app, Optional<String> segment, ListPage page) {
    return jobs.list(call.principal(), app.id(), segment, page, "Item", this::describe);
  }

  /** Requests that all jobs of an app stop. */
  public Future<Void> cancelAll(Principal owner, App app) {
    return jobs.cancelAll(owner, app.id());
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

  /** The definition as sent, with the segment's id if an import defines a segment. */
  private JsonObject definition(Job job) {
    JsonObject sent = job.spec().getJsonObject("Definition");
    return shown.equals("IMPORT") && job.subject().isPresent()
        ? sent.copy().put("SegmentId", job.subject().get())
        : sent;
  }

  /** The contract's numbers are 32-bit. */
  private static int number(long rows) {
    return (int) Math.min(Integer.MAX_VALUE, rows);
  }

  private ApiError unknown(String id) {
    String kind = shown.equals("EXPORT") ? "export" : "import";
    return PinpointError.NOT_FOUND.because("There is no " + kind + " job with the id '" + id + "'");
  }
}
