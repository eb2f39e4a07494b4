package io.longshore.service.pinpoint.job;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.job.JobId;
import io.longshore.job.NewJob;
import io.longshore.job.PermanentFailure;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStoreError;
import io.longshore.objectstore.ObjectStoreError.Kind;
import io.longshore.objectstore.ObjectStores;
import io.longshore.service.pinpoint.PinpointError;
import io.longshore.service.pinpoint.app.App;
import io.longshore.service.pinpoint.app.Apps;
import io.longshore.service.pinpoint.job.load.EndpointImportJob;
import io.longshore.service.pinpoint.job.load.ImportFiles;
import io.longshore.service.pinpoint.segment.Segments;
import io.longshore.service.resource.S3FileSet.S3File;
import io.longshore.transfer.read.CsvReader;
import io.longshore.transfer.read.JsonLinesReader;
import io.longshore.transfer.read.RowBatch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The creation of import jobs. Refused when the beginning of the first file cannot be read. */
public final class EndpointImportJobOperations {

  private final ImportPrecheck precheck;
  private final ImportFiles files;
  private final ObjectStores stores;
  private final AppJobs jobs;

  public EndpointImportJobOperations(
      Vertx vertx, Apps apps, Segments segments, ObjectStores stores, AppJobs jobs) {
    this.precheck = new ImportPrecheck(apps, segments, stores);
    this.files = new ImportFiles(vertx);
    this.stores = stores;
    this.jobs = jobs;
  }

  public Future<ServiceResponse> create(Call call) {
    ImportRequest request = ImportRequest.of(call.body());
    request.options().requireEffect();
    precheck.requireRole(call, request);
    return precheck
        .app(call, request.options())
        .compose(
            app ->
                peek(app, request)
                    .compose(
                        sound -> jobs.insert(call, made(app, request), ServiceResponse::created)));
  }

  /** Reads the beginning of the first file, as AWS does before it creates the job. */
  private Future<Void> peek(App app, ImportRequest request) {
    return Future.succeededFuture()
        .map(none -> stores.forRole(app.account(), request.roleArn()))
        .compose(store -> peekFirst(store, request))
        .recover(failure -> Future.failedFuture(refusal(failure)));
  }

  private Future<Void> peekFirst(ObjectStore store, ImportRequest request) {
    return files
        .first(store, request.place(), request.csv())
        .compose(
            file ->
                request.csv()
                    ? beginning(store, file, CsvReader::of).map(batch -> check(file.key(), batch))
                    : beginning(store, file, JsonLinesReader::of)
                        .map(batch -> check(file.key(), batch)))
        .mapEmpty();
  }

  private static <T> Void check(String key, Optional<RowBatch<T>> beginning) {
    beginning
        .flatMap(batch -> ImportPrecheck.refusal(key, batch))
        .ifPresent(
            reason -> {
              throw PinpointError.BAD_REQUEST.because(reason);
            });
    return null;
  }

  private <T> Future<Optional<RowBatch<T>>> beginning(
      ObjectStore store, S3File file, ImportFiles.Opening<T> opening) {
    return files
        .open(store, file.source(), opening)
        .compose(rows -> rows.next().onComplete(read -> rows.close()));
  }

  private static Throwable refusal(Throwable failure) {
    boolean theirs =
        failure instanceof PermanentFailure
            || failure instanceof ObjectStoreError error && error.kind() == Kind.PERMANENT;
    return theirs ? PinpointError.BAD_REQUEST.because(failure.getMessage()) : failure;
  }

  private static NewJob made(App app, ImportRequest request) {
    Optional<String> segment =
        request.define()
            ? Optional.of(request.segmentId().orElse(UUID.randomUUID().toString().replace("-", "")))
            : Optional.empty();
    return new NewJob(
        JobId.random(),
        app.account(),
        app.region(),
        EndpointImportJob.NAME,
        app.id(),
        segment,
        new JsonObject().put("Definition", request.definition()),
        List.of());
  }
}
