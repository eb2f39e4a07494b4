package io.longshore.service.pinpoint.job;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.job.JobId;
import io.longshore.job.NewJob;
import io.longshore.job.PermanentFailure;
import io.longshore.job.S3Place;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStoreError;
import io.longshore.objectstore.ObjectStoreError.Kind;
import io.longshore.objectstore.ObjectStores;
import io.longshore.objectstore.RolePrecheck;
import io.longshore.service.pinpoint.PinpointError;
import io.longshore.service.pinpoint.app.App;
import io.longshore.service.pinpoint.app.Apps;
import io.longshore.service.pinpoint.job.load.CsvNames;
import io.longshore.service.pinpoint.job.load.EndpointImportJob;
import io.longshore.service.pinpoint.job.load.ImportFiles;
import io.longshore.service.pinpoint.segment.Segments;
import io.longshore.service.resource.S3FileSet.S3File;
import io.longshore.transfer.read.CsvReader;
import io.longshore.transfer.read.CsvRow;
import io.longshore.transfer.read.JsonLinesReader;
import io.longshore.transfer.read.MalformedRow;
import io.longshore.transfer.read.RowBatch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The creation of import jobs. Refused when the beginning of the first file cannot be read. */
public final class EndpointImportJobOperations {

  private final Apps apps;
  private final Segments segments;
  private final ImportFiles files;
  private final ObjectStores stores;
  private final RolePrecheck roleCheck;
  private final AppJobs jobs;

  public EndpointImportJobOperations(
      Vertx vertx, Apps apps, Segments segments, ObjectStores stores, AppJobs jobs) {
    this.roleCheck = new RolePrecheck(stores, PinpointError.BAD_REQUEST);
    this.apps = apps;
    this.segments = segments;
    this.files = new ImportFiles(vertx);
    this.stores = stores;
    this.jobs = jobs;
  }

  public Future<ServiceResponse> create(Call call) {
    ImportRequest request = ImportRequest.of(call.body());
    request.requireEffect();
    S3Place place = request.place();
    roleCheck.require(call.principal().account(), request.roleArn(), place.bucket(), place.key());
    return apps.of(call)
        .compose(
            app ->
                updatable(app, request)
                    .compose(sound -> peek(app, request))
                    .compose(
                        sound -> jobs.insert(call, made(app, request), ServiceResponse::created)));
  }

  /** Fails unless the segment that the import updates is an imported one. */
  private Future<Void> updatable(App app, ImportRequest request) {
    if (request.segmentId().isEmpty()) {
      return Future.succeededFuture();
    }
    return segments
        .find(app, request.segmentId().get(), Optional.empty())
        .map(
            segment -> {
              if (segment.imported().isEmpty()) {
                throw PinpointError.BAD_REQUEST.because(
                    "The segment '" + segment.id() + "' is not an imported one");
              }
              return null;
            });
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
                    ? beginning(store, file, CsvReader::of).map(batch -> columns(file.key(), batch))
                    : beginning(store, file, JsonLinesReader::of)
                        .map(batch -> firstRow(file.key(), batch)))
        .mapEmpty();
  }

  private <T> Future<Optional<RowBatch<T>>> beginning(
      ObjectStore store, S3File file, ImportFiles.Opening<T> opening) {
    return files
        .open(store, file.source(), opening)
        .compose(rows -> rows.next().onComplete(read -> rows.close()));
  }

  private static Void columns(String key, Optional<RowBatch<CsvRow>> batch) {
    batch.stream()
        .flatMap(rows -> rows.rows().stream().limit(1))
        .flatMap(row -> CsvNames.unknown(row.value().header()).stream())
        .findFirst()
        .ifPresent(
            column -> {
              throw PinpointError.BAD_REQUEST.because(
                  key
                      + " has a column '"
                      + column
                      + "', which endpoints do not have"
                      + CsvNames.MEND);
            });
    return firstRow(key, batch);
  }

  private static <T> Void firstRow(String key, Optional<RowBatch<T>> batch) {
    Optional<MalformedRow> bad = batch.flatMap(rows -> rows.bad().stream().findFirst());
    boolean first =
        bad.isPresent()
            && batch.get().rows().stream().noneMatch(row -> row.line() < bad.get().line());
    if (first) {
      throw PinpointError.BAD_REQUEST.because(
          key + " line " + bad.get().line() + ": " + bad.get().reason());
    }
    return null;
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
