package io.longshore.service.personalize;

import io.longshore.api.Answer;
import io.longshore.api.Call;
import io.longshore.engine.JobStore;
import io.longshore.job.Destination;
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
import java.util.Optional;

/** The operations on dataset export jobs. */
final class ExportJobs {

  private final Postgres postgres;
  private final ResourceStore resources;
  private final RecordStore records;
  private final ExportRows rows;
  private final DeletionStore deletions;
  private final RoleGate gate;
  private final JobStore jobs;
  private final JobResources jobResources;
  private final InstantSource clock;

  ExportJobs(
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
    this.rows = new ExportRows(postgres);
    this.deletions = new DeletionStore(postgres);
    this.jobs = jobs;
    this.jobResources =
        new JobResources(resources, jobs, quotas, Kind.EXPORT_JOB, PersonalizeJobs.EXPORT);
    this.clock = clock;
  }

  Future<Answer> create(Call call) {
    JsonObject output = call.body().getJsonObject("jobOutput").getJsonObject("s3DataDestination");
    S3Place place =
        S3Place.folder(output.getString("path"), why -> DataSource.invalid("path", why));
    gate.require(
        call.principal().account(), call.body().getString("roleArn"), place.bucket(), place.in(""));
    String arn = call.body().getString("datasetArn");
    return resources
        .find(call.principal(), Kind.DATASET, arn)
        .map(found -> found.orElseThrow(() -> Resource.unknown(Kind.DATASET, arn)))
        .compose(dataset -> rows.estimate(dataset.uid()))
        .compose(estimate -> postgres.transact(tx -> insert(tx, call, place, estimate)))
        .onSuccess(job -> jobs.wake())
        .map(
            job ->
                Answer.ok(
                    new JsonObject().put("datasetExportJobArn", job.spec().getString("arn"))));
  }

  /** Under the lock of the dataset, what the export sees is fixed. */
  private Future<Job> insert(Transaction tx, Call call, S3Place place, long estimate) {
    String arn = call.body().getString("datasetArn");
    return resources
        .lock(tx, call.principal(), Kind.DATASET, arn)
        .map(found -> found.orElseThrow(() -> Resource.unknown(Kind.DATASET, arn)).usable())
        .compose(
            dataset ->
                resources
                    .hold(tx, call.principal(), Kind.SCHEMA, dataset.schema().orElseThrow())
                    .map(schema -> Datasets.schemaOf(schema.orElseThrow()))
                    .compose(
                        schema ->
                            selection(tx, call, dataset, schema)
                                .compose(
                                    selection -> {
                                      JobId id = JobId.random();
                                      Resource named =
                                          jobResources.named(call, id, arn, clock.instant());
                                      NewJob job =
                                          made(
                                              call, named, dataset, schema, selection, place,
                                              estimate);
                                      return jobResources.insert(tx, named, job);
                                    })));
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

  private static NewJob made(
      Call call,
      Resource named,
      Resource dataset,
      RecordSchema schema,
      Selection selection,
      S3Place place,
      long estimate) {
    JsonObject spec = spec(call, named, dataset, schema).put("selection", selection.spec());
    Optional<String> key =
        Optional.ofNullable(spec.getJsonObject("destination").getString("kmsKeyArn"));
    String folder = place.in(named.name());
    return new NewJob(
        JobId.parse(named.uid()).orElseThrow(),
        named.account(),
        named.region(),
        PersonalizeJobs.EXPORT,
        PersonalizeJobs.CONTAINER,
        Optional.of(dataset.arn()),
        spec,
        ExportPlan.pieces(
            estimate,
            part ->
                new Destination(
                    spec.getString("roleArn"),
                    place.bucket(),
                    "%s/part-%05d.csv".formatted(folder, part),
                    "text/csv",
                    key)));
  }

  private static JsonObject spec(Call call, Resource named, Resource dataset, RecordSchema schema) {
    JsonObject body = call.body();
    JsonObject output = body.getJsonObject("jobOutput").getJsonObject("s3DataDestination");
    JsonObject destination = new JsonObject();
    DatasetGroups.copy(output, destination, "path", "kmsKeyArn");
    return new JsonObject()
        .put("arn", named.arn())
        .put("jobName", named.name())
        .put("datasetArn", dataset.arn())
        .put("dataset", dataset.uid())
        .put("roleArn", body.getString("roleArn"))
        .put("destination", destination)
        .put("names", new JsonArray(schema.fields().stream().map(Field::name).toList()));
  }

  Future<Answer> describe(Call call) {
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
              return Answer.ok(new JsonObject().put("datasetExportJob", described));
            });
  }

  Future<Answer> list(Call call) {
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
