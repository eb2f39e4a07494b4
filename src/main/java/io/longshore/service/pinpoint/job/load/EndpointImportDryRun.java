package io.longshore.service.pinpoint.job.load;

import io.longshore.api.Arn;
import io.longshore.api.Call;
import io.longshore.api.Principal;
import io.longshore.engine.store.JobStore;
import io.longshore.objectstore.ObjectRead;
import io.longshore.objectstore.ObjectStore;
import io.longshore.service.ImportDryRun;
import io.longshore.service.JobRequest;
import io.longshore.service.ServiceDependencies;
import io.longshore.service.pinpoint.app.App;
import io.longshore.service.pinpoint.app.AppStore;
import io.longshore.service.pinpoint.app.Apps;
import io.longshore.service.pinpoint.endpoint.EndpointMerge;
import io.longshore.service.pinpoint.endpoint.EndpointRows;
import io.longshore.service.pinpoint.job.ImportOptions;
import io.longshore.service.pinpoint.job.ImportPrecheck;
import io.longshore.service.pinpoint.job.ImportRequest;
import io.longshore.service.pinpoint.job.load.ImportFileTask.Format;
import io.longshore.service.pinpoint.job.load.StagingTarget.Target;
import io.longshore.service.pinpoint.job.row.CsvEndpoints;
import io.longshore.service.pinpoint.job.row.ImportedEndpoint;
import io.longshore.service.pinpoint.segment.SegmentStore;
import io.longshore.service.pinpoint.segment.Segments;
import io.longshore.service.resource.Timestamps;
import io.longshore.transfer.dryrun.DryRunFile;
import io.longshore.transfer.dryrun.DryRunPlan;
import io.longshore.transfer.dryrun.FileDryRun;
import io.longshore.transfer.dryrun.GivenFile;
import io.longshore.transfer.read.CsvReader;
import io.longshore.transfer.read.JsonLinesReader;
import io.longshore.transfer.read.ReadLimits;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/** Dry runs of import jobs. */
public final class EndpointImportDryRun implements ImportDryRun {

  private static final String SIGNING_NAME = "mobiletargeting";
  private static final String OPERATION = "CreateImportJob";
  private static final List<String> UNCHECKED =
      List.of(
          "Rows are checked one by one: limits that rows reach together, such as the endpoints and the attributes of a user, are checked by the import only.",
          "Of several rows with one id the import takes the last; the dry run counts all of them.",
          "Whether a user that a row names alone has endpoints is checked by the import only.");

  private final ServiceDependencies with;
  private final ImportPrecheck precheck;
  private final ImportFiles files;
  private final EndpointImportStore store;
  private final EndpointRows endpoints;
  private final WorkerExecutor workers;

  /** The app, the container of its endpoints, and what the import does with rows. */
  private record Into(App app, String container, ImportOptions options, EndpointMerge merge) {}

  public EndpointImportDryRun(ServiceDependencies with, JobStore jobs) {
    this.with = with;
    AppStore appRows = new AppStore(with.postgres());
    Apps apps = new Apps(appRows, with.clock());
    Segments segments =
        new Segments(with.postgres(), apps, new SegmentStore(with.postgres()), jobs, with.clock());
    this.precheck = new ImportPrecheck(apps, segments, with.stores());
    this.files = new ImportFiles(with.vertx());
    this.store = new EndpointImportStore(with.postgres());
    this.endpoints = new EndpointRows(with.postgres());
    this.workers =
        with.vertx()
            .createSharedWorkerExecutor("decoding", Runtime.getRuntime().availableProcessors());
  }

  @Override
  public String member() {
    return "PinpointImport";
  }

  @Override
  public List<String> place() {
    return List.of("S3Url", "RoleArn");
  }

  @Override
  public JobRequest creation(Principal caller, JsonObject request) {
    String app = request.getString("ApplicationId");
    return new JobRequest(
        "pinpoint." + OPERATION,
        SIGNING_NAME + ":" + OPERATION,
        new Arn(SIGNING_NAME, caller.region(), caller.account(), "apps/" + app + "/jobs/import")
            .toString(),
        new JsonObject().put("applicationId", app),
        request,
        "Id");
  }

  @Override
  public Future<DryRunPlan> plan(Principal caller, JsonObject request, Optional<GivenFile> given) {
    JobRequest creation = creation(caller, request);
    Call call = new Call(creation.operation(), caller, "", creation.parameters(), request);
    ImportOptions options = ImportOptions.of(request);
    Optional<ImportRequest> inS3 =
        given.isPresent() ? Optional.empty() : Optional.of(ImportRequest.of(request));
    inS3.ifPresent(place -> precheck.requireRole(call, place));
    return precheck
        .app(call, options)
        .compose(app -> into(app, options))
        .compose(
            into ->
                given
                    .map(file -> Future.succeededFuture(List.of(file(into, file))))
                    .orElseGet(() -> listed(into, inS3.get())))
        .map(found -> new DryRunPlan(found, rows -> Optional.empty(), UNCHECKED));
  }

  private Future<Into> into(App app, ImportOptions options) {
    EndpointMerge merge =
        new EndpointMerge(
            app.id(), Timestamps.text(with.clock().instant()), UUID.randomUUID().toString());
    return endpoints.container(app.id()).map(container -> new Into(app, container, options, merge));
  }

  private Future<List<DryRunFile>> listed(Into into, ImportRequest request) {
    ObjectStore objects = with.stores().forRole(into.app().account(), request.roleArn());
    return files
        .all(objects, request.place(), request.csv())
        .map(
            found -> {
              List<DryRunFile> all = new ArrayList<>();
              for (var file : found) {
                String name = "s3://" + file.bucket() + "/" + file.key();
                boolean first = all.isEmpty();
                all.add(
                    DryRunFile.of(
                        name,
                        file.size(),
                        () -> objects.read(file.source()),
                        read -> dryRun(into, read, name, first)));
              }
              return all;
            });
  }

  private DryRunFile file(Into into, GivenFile file) {
    return DryRunFile.of(
        file.name(),
        file.content().length,
        () -> Future.succeededFuture(file.open()),
        read -> dryRun(into, read, file.name(), true));
  }

  private FileDryRun<?> dryRun(Into into, ObjectRead read, String name, boolean first) {
    return into.options().csv()
        ? dryRun(into, read, name, first, new Format<>(CsvReader::of, new CsvEndpoints()::of))
        : dryRun(into, read, name, first, new Format<>(JsonLinesReader::of, ImportedEndpoint::of));
  }

  private <T> FileDryRun<T> dryRun(
      Into into, ObjectRead read, String name, boolean first, Format<T> format) {
    StagedRow.File origin =
        new StagedRow.File(into.merge(), name, into.options().register(), into.options().define());
    Target target = new Target(into.container(), UUID.randomUUID(), UUID.randomUUID(), 0);
    ImportTarget staging =
        new StagingTarget(origin, target, store, workers, new SplittableRandom());
    EndpointBatches<T> batches =
        new EndpointBatches<>(
            origin, format.parse(), staging, new CopyRows(staging, 1, List.of()), workers);
    DryRunSamples samples = new DryRunSamples(store, into.container(), into.options().register());
    return new FileDryRun<>(
        format.opening().open(with.vertx(), read, name, ReadLimits.DEFAULT),
        new EndpointDryRun<>(batches, samples, name, first));
  }
}
