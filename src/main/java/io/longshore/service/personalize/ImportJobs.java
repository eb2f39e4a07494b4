package io.longshore.service.personalize;

import io.longshore.api.Answer;
import io.longshore.api.Call;
import io.longshore.engine.JobStore;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.NewJob;
import io.longshore.job.S3Place;
import io.longshore.objectstore.RoleGate;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The operations on dataset import jobs. */
final class ImportJobs {

  private static final String FULL = "FULL";

  private final Postgres postgres;
  private final ResourceStore resources;
  private final RecordStore records;
  private final ImportStore imports;
  private final RoleGate gate;
  private final JobStore jobs;
  private final JobResources jobResources;
  private final InstantSource clock;

  ImportJobs(
      Postgres postgres,
      ResourceStore resources,
      RoleGate gate,
      JobStore jobs,
      Quotas quotas,
      InstantSource clock) {
    this.postgres = postgres;
    this.gate = gate;
    this.resources = resources;
    this.records = new RecordStore(postgres);
    this.imports = new ImportStore(postgres);
    this.jobs = jobs;
    this.jobResources =
        new JobResources(resources, jobs, quotas, Kind.IMPORT_JOB, PersonalizeJobs.IMPORT);
    this.clock = clock;
  }

  Future<Answer> create(Call call) {
    JsonObject body = call.body();
    if (!body.containsKey("roleArn")) {
      throw PersonalizeError.INVALID_INPUT.because("roleArn is required.");
    }
    S3Place place = DataSource.of(body);
    gate.require(
        call.principal().account(), body.getString("roleArn"), place.bucket(), place.key());
    return postgres
        .transact(tx -> insert(tx, call, place))
        .onSuccess(job -> jobs.wake())
        .map(
            job ->
                Answer.ok(
                    new JsonObject().put("datasetImportJobArn", job.spec().getString("arn"))));
  }

  private Future<Job> insert(Transaction tx, Call call, S3Place place) {
    String arn = call.body().getString("datasetArn");
    return resources
        .lock(tx, call.principal(), Kind.DATASET, arn)
        .map(found -> found.orElseThrow(() -> Resource.unknown(Kind.DATASET, arn)).usable())
        .compose(
            dataset ->
                spec(tx, call, dataset, place)
                    .compose(
                        spec -> {
                          JobId id = JobId.random();
                          Resource named = jobResources.named(call, id, arn, clock.instant());
                          return jobResources.insert(tx, named, made(id, named, dataset, spec));
                        }));
  }

  private Future<JsonObject> spec(Transaction tx, Call call, Resource dataset, S3Place place) {
    String mode = call.body().getString("importMode", FULL);
    JsonObject spec = asked(call, dataset, place).put("importMode", mode);
    return records
        .loads(tx, dataset)
        .compose(
            loads -> {
              if (!mode.equals(FULL) && loads.isEmpty()) {
                throw PersonalizeError.INVALID_INPUT.because(
                    "The first import of a dataset must be FULL.");
              }
              return resources.hold(
                  tx, call.principal(), Kind.SCHEMA, dataset.schema().orElseThrow());
            })
        .compose(
            schema -> {
              spec.put("schema", schema.orElseThrow().body().getString("schema"));
              return unread(tx, dataset);
            })
        .compose(
            retired -> {
              spec.put("retired", new JsonArray(retired.stream().map(UUID::toString).toList()));
              return records.next(tx);
            })
        .map(seq -> spec.put("seq", seq));
  }

  private static JsonObject asked(Call call, Resource dataset, S3Place place) {
    JsonObject spec =
        new JsonObject()
            .put("datasetArn", dataset.arn())
            .put("dataset", dataset.uid())
            .put("bucket", place.bucket())
            .put("key", place.key());
    DatasetGroups.copy(
        call.body(), spec, "jobName", "roleArn", "dataSource", "publishAttributionMetricsToS3");
    return spec;
  }

  /** The replaced loads; none while an export may read them, and no new export can. */
  private Future<List<UUID>> unread(Transaction tx, Resource dataset) {
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

  private static NewJob made(JobId id, Resource named, Resource dataset, JsonObject spec) {
    return new NewJob(
        id,
        named.account(),
        named.region(),
        PersonalizeJobs.IMPORT,
        PersonalizeJobs.CONTAINER,
        Optional.of(dataset.arn()),
        spec.put("arn", named.arn()),
        List.of());
  }

  Future<Answer> describe(Call call) {
    return jobResources
        .find(call.principal(), call.body().getString("datasetImportJobArn"))
        .map(
            found -> {
              Job job = found.job();
              JsonObject described = summary(job);
              DatasetGroups.copy(
                  job.spec(),
                  described,
                  "datasetArn",
                  "dataSource",
                  "roleArn",
                  "publishAttributionMetricsToS3");
              return Answer.ok(new JsonObject().put("datasetImportJob", described));
            });
  }

  Future<Answer> list(Call call) {
    return jobResources.list(call, "datasetArn", "datasetImportJobs", ImportJobs::summary);
  }

  private static JsonObject summary(Job job) {
    return JobResources.progress(
        job,
        new JsonObject()
            .put("datasetImportJobArn", job.spec().getString("arn"))
            .put("jobName", job.spec().getString("jobName"))
            .put("importMode", job.spec().getString("importMode")));
  }
}
