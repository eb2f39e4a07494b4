package io.longshore.operator.seed;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** Seeds schemas, dataset groups, and datasets with their rows. */
final class PersonalizeSeed {

  private final SeedRun run;
  private final LoopbackCalls calls;
  private final SeedDocument document;

  PersonalizeSeed(SeedRun run, LoopbackCalls calls, SeedDocument document) {
    this.run = run;
    this.calls = calls;
    this.document = document;
  }

  Future<Void> schema(SeedNode part) {
    String inline =
        part.find("schema")
            .map(SeedNode::json)
            .map(json -> json instanceof JsonObject object ? object.encode() : (String) json)
            .orElse(null);
    String text = document.content(part, "", "schemaFile").orElse(inline);
    if (text == null) {
      throw part.because("a schema needs schema or schemaFile");
    }
    return ensure("Schema", "schema", part, request(part).put("schema", text));
  }

  Future<Void> group(SeedNode part) {
    return ensure("DatasetGroup", "datasetGroup", part, request(part));
  }

  Future<Void> dataset(SeedNode part) {
    String name = part.required("datasets", "name");
    JsonObject request =
        new JsonObject()
            .put("name", name)
            .put("datasetType", part.required("a dataset", "type"))
            .put("datasetGroupArn", run.id("datasetGroup", part.required("a dataset", "group")))
            .put("schemaArn", run.id("schema", part.required("a dataset", "schema")));
    Optional<String> rows = document.content(part, "rows", "rowsFile");
    return ensure("Dataset", "dataset", part, request)
        .compose(
            made ->
                rows.map(csv -> rows(name, run.id("dataset", name), csv))
                    .orElse(Future.succeededFuture()));
  }

  private static JsonObject request(SeedNode part) {
    JsonObject request = new JsonObject().put("name", part.required("an entry", "name"));
    part.text("domain").ifPresent(domain -> request.put("domain", domain));
    return request;
  }

  private Future<Void> ensure(String kind, String member, SeedNode part, JsonObject request) {
    String name = part.required("an entry", "name");
    String arn = member + "Arn";
    return lookup("List" + kind + "s", member + "s", "name", new JsonObject())
        .find(name)
        .compose(
            known ->
                known.isPresent()
                    ? made(member, name, known.get().getString(arn), false)
                    : calls
                        .personalize("Create" + kind, request)
                        .compose(made -> made(member, name, made.getString(arn), true)));
  }

  private SeedLookup lookup(String operation, String items, String member, JsonObject filter) {
    return new SeedLookup(
        items,
        member,
        token ->
            calls.personalize(
                operation, token.isEmpty() ? filter : filter.copy().put("nextToken", token)));
  }

  private Future<Void> made(String kind, String name, String arn, boolean created) {
    run.made(kind, name, arn, Optional.of(arn), created);
    return Future.succeededFuture();
  }

  /** Imports the rows once: the name of the job says whether it was done. */
  private Future<Void> rows(String name, String dataset, String csv) {
    String job = "seed-" + name;
    String key = "datasets/" + name + ".csv";
    JsonObject request =
        new JsonObject()
            .put("jobName", job)
            .put("datasetArn", dataset)
            .put("roleArn", run.role())
            .put(
                "dataSource",
                new JsonObject().put("dataLocation", "s3://" + run.stagingBucket() + "/" + key));
    JsonObject ofDataset = new JsonObject().put("datasetArn", dataset);
    return lookup("ListDatasetImportJobs", "datasetImportJobs", "jobName", ofDataset)
        .find(job)
        .compose(
            known ->
                known.isPresent()
                    ? Future.succeededFuture(known.get().getString("datasetImportJobArn"))
                    : run.ensureBucket(run.stagingBucket())
                        .compose(bucket -> run.ensureObject(run.stagingBucket(), key, csv))
                        .compose(stored -> calls.personalize("CreateDatasetImportJob", request))
                        .map(made -> made.getString("datasetImportJobArn")))
        .compose(arn -> run.await(() -> ended(arn)));
  }

  private Future<Boolean> ended(String arn) {
    return calls
        .personalize("DescribeDatasetImportJob", new JsonObject().put("datasetImportJobArn", arn))
        .map(
            found -> {
              JsonObject job = found.getJsonObject("datasetImportJob");
              if (job.getString("status").equals("CREATE FAILED")) {
                throw new LoopbackCalls.Refused(
                    400, "its rows are not imported: " + job.getString("failureReason"));
              }
              return job.getString("status").equals("ACTIVE");
            });
  }
}
