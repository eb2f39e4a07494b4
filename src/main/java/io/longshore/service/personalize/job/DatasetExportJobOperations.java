package io.longshore.service.personalize.job;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.config.mask.MaskRules;
import io.longshore.job.Destination;
import io.longshore.job.Job;
import io.longshore.job.Piece;
import io.longshore.job.S3Place;
import io.longshore.service.personalize.PersonalizeError;
import io.longshore.service.personalize.dataset.DataSource;
import io.longshore.service.personalize.dataset.DatasetType;
import io.longshore.service.personalize.dataset.Datasets;
import io.longshore.service.personalize.deletion.UserDeletionStore;
import io.longshore.service.personalize.record.ExportRows;
import io.longshore.service.personalize.record.ExportSelection;
import io.longshore.service.personalize.record.RecordStore;
import io.longshore.service.personalize.resource.JobResources;
import io.longshore.service.personalize.resource.PersonalizeResource;
import io.longshore.service.personalize.resource.PersonalizeResourceStore;
import io.longshore.service.personalize.resource.PersonalizeResourceType;
import io.longshore.service.personalize.schema.RecordSchema;
import io.longshore.service.resource.JsonMembers;
import io.longshore.store.Transaction;
import io.longshore.transfer.mask.MaskingSpec;
import io.longshore.transfer.write.Compression;
import io.longshore.transfer.write.ExportFormat;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** The operations on dataset export jobs. */
public final class DatasetExportJobOperations {

  private final PersonalizeResourceStore resources;
  private final RecordStore records;
  private final ExportRows rows;
  private final UserDeletionStore deletions;
  private final JobResources jobResources;

  public DatasetExportJobOperations(PersonalizeJobDependencies dependencies) {
    this.resources = dependencies.resources();
    this.records = new RecordStore(dependencies.postgres());
    this.rows = new ExportRows(dependencies.postgres());
    this.deletions = new UserDeletionStore(dependencies.postgres());
    this.jobResources =
        new JobResources(
            dependencies,
            PersonalizeResourceType.EXPORT_JOB,
            PersonalizeJobs.EXPORT,
            "datasetExportJob");
  }

  public Future<ServiceResponse> create(Call call) {
    JsonObject output = call.body().getJsonObject("jobOutput").getJsonObject("s3DataDestination");
    S3Place place =
        S3Place.folder(output.getString("path"), why -> DataSource.invalid("path", why));
    jobResources.requireRole(call, place.bucket(), place.in(""));
    String arn = call.body().getString("datasetArn");
    return resources
        .required(call.principal(), PersonalizeResourceType.DATASET, arn)
        .compose(dataset -> rows.estimate(dataset.uid()))
        .compose(estimate -> jobResources.create(call, tx -> insert(tx, call, place, estimate)));
  }

  /** Locks the dataset and fixes the records that the export reads. */
  private Future<Job> insert(Transaction tx, Call call, S3Place place, long estimate) {
    String arn = call.body().getString("datasetArn");
    return resources
        .lock(tx, call.principal(), PersonalizeResourceType.DATASET, arn)
        .map(PersonalizeResource::usable)
        .compose(
            dataset ->
                spec(tx, call, dataset)
                    .compose(
                        spec -> {
                          PersonalizeResource named = jobResources.named(call, dataset);
                          List<Piece> pieces = pieces(spec, place, named, estimate);
                          return jobResources.insert(tx, named, spec, pieces);
                        }));
  }

  private Future<JsonObject> spec(Transaction tx, Call call, PersonalizeResource dataset) {
    return resources
        .hold(tx, call.principal(), PersonalizeResourceType.SCHEMA, dataset.schema().orElseThrow())
        .map(schema -> Datasets.schemaOf(schema))
        .compose(
            schema ->
                jobResources.isIncremental(call)
                    ? DatasetIncrement.deletions(tx, deletions, dataset)
                        .compose(
                            ended ->
                                spec(tx, call, dataset, schema)
                                    .compose(
                                        spec -> DatasetIncrement.since(tx, dataset, spec, ended)))
                    : spec(tx, call, dataset, schema));
  }

  private Future<JsonObject> spec(
      Transaction tx, Call call, PersonalizeResource dataset, RecordSchema schema) {
    return selection(tx, call, dataset, schema)
        .map(
            selection -> {
              JsonObject spec = asked(call, dataset, schema);
              MaskingSpec.keep(spec, mask(call, schema));
              Compression.keep(spec, jobResources.compression(call));
              keepFormat(spec, jobResources.format(call), schema);
              return spec.put("selection", selection.spec());
            });
  }

  /** With Parquet the job keeps the types of the columns too. */
  private static void keepFormat(JsonObject spec, Optional<String> format, RecordSchema schema) {
    ExportFormat.keep(spec, format);
    format.ifPresent(named -> spec.put(RecordColumns.MEMBER, RecordColumns.of(schema)));
  }

  private Optional<MaskRules> mask(Call call, RecordSchema schema) {
    Optional<MaskRules> mask = jobResources.mask(call);
    mask.ifPresent(rules -> MaskedColumns.require(rules, schema));
    return mask;
  }

  private Future<ExportSelection> selection(
      Transaction tx, Call call, PersonalizeResource dataset, RecordSchema schema) {
    DatasetType type = schema.type();
    if (type == DatasetType.ACTIONS || type == DatasetType.ACTION_INTERACTIONS) {
      throw PersonalizeError.INVALID_INPUT.because(
          "Datasets of the type " + type + " cannot be exported.");
    }
    IngestionMode mode =
        IngestionMode.valueOf(call.body().getString("ingestionMode", IngestionMode.PUT.name()));
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
                                .map(
                                    seq ->
                                        ExportSelection.of(mode, schema, loads, seq, forgotten))));
  }

  private static List<Piece> pieces(
      JsonObject spec, S3Place place, PersonalizeResource named, long estimate) {
    Optional<String> key =
        Optional.ofNullable(spec.getJsonObject("destination").getString("kmsKeyArn"));
    String folder = place.in(named.name());
    ExportFormat format = ExportFormat.kept(spec, Compression.NONE);
    return DatasetExportJob.PIECES.ofRows(
        estimate,
        part ->
            new Destination(
                spec.getString("roleArn"),
                place.bucket(),
                "%s/part-%05d%s".formatted(folder, part, format.suffix(".csv")),
                format.contentType("text/csv"),
                key));
  }

  private static JsonObject asked(Call call, PersonalizeResource dataset, RecordSchema schema) {
    JsonObject body = call.body();
    JsonObject output = body.getJsonObject("jobOutput").getJsonObject("s3DataDestination");
    JsonObject destination = new JsonObject();
    JsonMembers.copy(output, destination, "path", "kmsKeyArn");
    return new JsonObject()
        .put("datasetArn", dataset.arn())
        .put("dataset", dataset.uid())
        .put("roleArn", body.getString("roleArn"))
        .put("destination", destination)
        .put("names", new JsonArray(schema.names()));
  }

  public Future<ServiceResponse> describe(Call call) {
    return jobResources.describe(
        call,
        found -> {
          JsonObject spec = found.job().spec();
          JsonObject output =
              new JsonObject().put("s3DataDestination", spec.getJsonObject("destination"));
          return jobResources
              .summary(found.job(), "datasetArn", "roleArn")
              .put("ingestionMode", spec.getJsonObject("selection").getString("mode"))
              .put("jobOutput", output);
        });
  }

  public Future<ServiceResponse> list(Call call) {
    return jobResources.list(call, "datasetArn", jobResources::summary);
  }
}
