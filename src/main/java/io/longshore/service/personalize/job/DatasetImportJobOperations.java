package io.longshore.service.personalize.job;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.store.JobStore;
import io.longshore.job.Job;
import io.longshore.job.S3Place;
import io.longshore.service.personalize.PersonalizeError;
import io.longshore.service.personalize.dataset.DataSource;
import io.longshore.service.personalize.record.RecordStore;
import io.longshore.service.personalize.record.VisibleLoads;
import io.longshore.service.personalize.resource.JobResources;
import io.longshore.service.personalize.resource.PersonalizeResource;
import io.longshore.service.personalize.resource.PersonalizeResourceStore;
import io.longshore.service.personalize.resource.PersonalizeResourceType;
import io.longshore.service.resource.JsonMembers;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The operations on dataset import jobs. */
public final class DatasetImportJobOperations {

  private final PersonalizeResourceStore resources;
  private final RecordStore records;
  private final VisibleLoadStore imports;
  private final JobStore jobs;
  private final JobResources jobResources;

  public DatasetImportJobOperations(PersonalizeJobDependencies dependencies) {
    this.resources = dependencies.resources();
    this.records = new RecordStore(dependencies.postgres());
    this.imports = new VisibleLoadStore(dependencies.postgres());
    this.jobs = dependencies.jobs();
    this.jobResources =
        new JobResources(
            dependencies,
            PersonalizeResourceType.IMPORT_JOB,
            PersonalizeJobs.IMPORT,
            "datasetImportJob");
  }

  public Future<ServiceResponse> create(Call call) {
    requireRoleArn(call.body());
    S3Place place = DataSource.of(call.body());
    jobResources.requireRole(call, place.bucket(), place.key());
    return jobResources.create(call, tx -> insert(tx, call, place));
  }

  static void requireRoleArn(JsonObject request) {
    if (!request.containsKey("roleArn")) {
      throw PersonalizeError.INVALID_INPUT.because("roleArn is required.");
    }
  }

  private Future<Job> insert(Transaction tx, Call call, S3Place place) {
    String arn = call.body().getString("datasetArn");
    return resources
        .lock(tx, call.principal(), PersonalizeResourceType.DATASET, arn)
        .map(PersonalizeResource::usable)
        .compose(
            dataset ->
                spec(tx, call, dataset, place)
                    .compose(
                        spec -> {
                          PersonalizeResource named = jobResources.named(call, dataset);
                          return jobResources.insert(tx, named, spec, List.of());
                        }));
  }

  private Future<JsonObject> spec(
      Transaction tx, Call call, PersonalizeResource dataset, S3Place place) {
    String mode = call.body().getString("importMode", DatasetImportJob.FULL);
    JsonObject spec = asked(call, dataset, place).put("importMode", mode);
    return records
        .loads(tx, dataset)
        .compose(
            loads -> {
              requireFirstFull(mode, loads);
              return resources.hold(
                  tx,
                  call.principal(),
                  PersonalizeResourceType.SCHEMA,
                  dataset.schema().orElseThrow());
            })
        .compose(
            schema -> {
              JsonMembers.copy(schema.body(), spec, "schema", "domain");
              return unread(tx, dataset);
            })
        .compose(
            retired -> {
              spec.put("retired", new JsonArray(retired.stream().map(UUID::toString).toList()));
              return records.next(tx);
            })
        .map(seq -> spec.put("seq", seq));
  }

  static void requireFirstFull(String mode, VisibleLoads loads) {
    if (!mode.equals(DatasetImportJob.FULL) && loads.ids().isEmpty()) {
      throw PersonalizeError.INVALID_INPUT.because("The first import of a dataset must be FULL.");
    }
  }

  private static JsonObject asked(Call call, PersonalizeResource dataset, S3Place place) {
    JsonObject spec =
        new JsonObject()
            .put("datasetArn", dataset.arn())
            .put("dataset", dataset.uid())
            .put("bucket", place.bucket())
            .put("key", place.key());
    JsonMembers.copy(call.body(), spec, "roleArn", "dataSource", "publishAttributionMetricsToS3");
    return spec;
  }

  /** The replaced loads, which no new export reads; none while a running export may read them. */
  private Future<List<UUID>> unread(Transaction tx, PersonalizeResource dataset) {
    return jobs.unfinished(
            tx,
            dataset.account(),
            dataset.region(),
            Optional.of(dataset.arn()),
            PersonalizeJobs.EXPORT)
        .compose(
            exports ->
                exports > 0
                    ? Future.succeededFuture(List.of())
                    : imports.retired(tx, dataset.uid()));
  }

  public Future<ServiceResponse> describe(Call call) {
    return jobResources.describe(
        call,
        found ->
            jobResources.summary(
                found.job(),
                "importMode",
                "datasetArn",
                "dataSource",
                "roleArn",
                "publishAttributionMetricsToS3"));
  }

  public Future<ServiceResponse> list(Call call) {
    return jobResources.list(call, "datasetArn", job -> jobResources.summary(job, "importMode"));
  }
}
