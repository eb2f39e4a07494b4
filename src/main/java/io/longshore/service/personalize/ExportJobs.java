package io.longshore.service.personalize;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.job.Destination;
import io.longshore.job.Job;
import io.longshore.job.Piece;
import io.longshore.job.S3Place;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** The operations on dataset export jobs. */
final class ExportJobs {

  private final ResourceStore resources;
  private final RecordStore records;
  private final ExportRows rows;
  private final DeletionStore deletions;
  private final JobResources jobResources;

  ExportJobs(Desk desk) {
    this.resources = desk.resources();
    this.records = new RecordStore(desk.postgres());
    this.rows = new ExportRows(desk.postgres());
    this.deletions = new DeletionStore(desk.postgres());
    this.jobResources = new JobResources(desk, Kind.EXPORT_JOB, PersonalizeJobs.EXPORT);
  }

  Future<ServiceResponse> create(Call call) {
    JsonObject output = call.body().getJsonObject("jobOutput").getJsonObject("s3DataDestination");
    S3Place place =
        S3Place.folder(output.getString("path"), why -> DataSource.invalid("path", why));
    jobResources.requireRole(call, place.bucket(), place.in(""));
    String arn = call.body().getString("datasetArn");
    return resources
        .find(call.principal(), Kind.DATASET, arn)
        .map(found -> found.orElseThrow(() -> Resource.unknown(arn)))
        .compose(dataset -> rows.estimate(dataset.uid()))
        .compose(
            estimate ->
                jobResources.create(
                    call, "datasetExportJobArn", tx -> insert(tx, call, place, estimate)));
  }

  /** Under the lock of the dataset, what the export sees is fixed. */
  private Future<Job> insert(Transaction tx, Call call, S3Place place, long estimate) {
    String arn = call.body().getString("datasetArn");
    return resources
        .lock(tx, call.principal(), Kind.DATASET, arn)
        .map(found -> found.orElseThrow(() -> Resource.unknown(arn)).usable())
        .compose(
            dataset ->
                spec(tx, call, dataset)
                    .compose(
                        spec -> {
                          Resource named = jobResources.named(call, dataset);
                          List<Piece> pieces = pieces(spec, place, named, estimate);
                          return jobResources.insert(tx, named, spec, pieces);
                        }));
  }

  private Future<JsonObject> spec(Transaction tx, Call call, Resource dataset) {
    return resources
        .hold(tx, call.principal(), Kind.SCHEMA, dataset.schema().orElseThrow())
        .map(schema -> Datasets.schemaOf(schema.orElseThrow()))
        .compose(
            schema ->
                selection(tx, call, dataset, schema)
                    .map(
                        selection ->
                            asked(call, dataset, schema).put("selection", selection.spec())));
  }

  private Future<Selection> selection(
      Transaction tx, Call call, Resource dataset, RecordSchema schema) {
    DatasetType type = schema.type();
    if (type == DatasetType.ACTIONS || type == DatasetType.ACTION_INTERACTIONS) {
      throw PersonalizeError.INVALID_INPUT.because(
          "Datasets of the type " + type + " cannot be exported.");
    }
    Mode mode = Mode.valueOf(call.body().getString("ingestionMode", Mode.PUT.name()));
    return records
        .loads(tx, dataset)
        .compose(
            loads ->
                deletions
                    .of(tx, dataset)
                    .compose(
                        forgotten ->
                            records
                                .next(tx)
                                .map(seq -> Selection.of(mode, schema, loads, seq, forgotten))));
  }

  private static List<Piece> pieces(JsonObject spec, S3Place place, Resource named, long estimate) {
    Optional<String> key =
        Optional.ofNullable(spec.getJsonObject("destination").getString("kmsKeyArn"));
    String folder = place.in(named.name());
    return ExportPlan.pieces(
        estimate,
        part ->
            new Destination(
                spec.getString("roleArn"),
                place.bucket(),
                "%s/part-%05d.csv".formatted(folder, part),
                "text/csv",
                key));
  }

  private static JsonObject asked(Call call, Resource dataset, RecordSchema schema) {
    JsonObject body = call.body();
    JsonObject output = body.getJsonObject("jobOutput").getJsonObject("s3DataDestination");
    JsonObject destination = new JsonObject();
    DatasetGroups.copy(output, destination, "path", "kmsKeyArn");
    return new JsonObject()
        .put("datasetArn", dataset.arn())
        .put("dataset", dataset.uid())
        .put("roleArn", body.getString("roleArn"))
        .put("destination", destination)
        .put("names", new JsonArray(schema.names()));
  }

  Future<ServiceResponse> describe(Call call) {
    return jobResources
        .find(call.principal(), call.body().getString("datasetExportJobArn"))
        .map(
            found -> {
              Job job = found.job();
              JsonObject spec = job.spec();
              JsonObject output =
                  new JsonObject().put("s3DataDestination", spec.getJsonObject("destination"));
              JsonObject described =
                  summary(job)
                      .put("datasetArn", spec.getString("datasetArn"))
                      .put("ingestionMode", spec.getJsonObject("selection").getString("mode"))
                      .put("roleArn", spec.getString("roleArn"))
                      .put("jobOutput", output);
              return ServiceResponse.ok(new JsonObject().put("datasetExportJob", described));
            });
  }

  Future<ServiceResponse> list(Call call) {
    return jobResources.list(call, "datasetArn", "datasetExportJobs", ExportJobs::summary);
  }

  private static JsonObject summary(Job job) {
    return JobResources.progress(
        job,
        new JsonObject()
            .put("datasetExportJobArn", job.spec().getString("arn"))
            .put("jobName", job.spec().getString("jobName")));
  }
}
