package io.longshore.operator.seed;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Seeds data sets with their revisions and assets. */
final class ExchangeSeed {

  private static final String SERVICE = "dataexchange";
  private static final Set<String> FAILED = Set.of("ERROR", "CANCELLED", "TIMED_OUT");

  private final SeedRun run;
  private final LoopbackCalls calls;

  ExchangeSeed(SeedRun run, LoopbackCalls calls) {
    this.run = run;
    this.calls = calls;
  }

  Future<Void> dataSet(SeedNode part) {
    String name = part.required("dataSets", "name");
    JsonObject request =
        new JsonObject()
            .put("Name", name)
            .put("Description", part.text("description").orElse(name))
            .put("AssetType", "S3_SNAPSHOT");
    return ensure("/v1/data-sets", "DataSets", "Name", name, request)
        .onSuccess(made -> run.made("dataSet", name, made.id(), made.arn(), made.created()))
        .compose(
            made ->
                run.each(
                    "revisions",
                    part.list("revisions"),
                    revision -> revision(name, made.id(), revision)));
  }

  private record Made(String id, Optional<String> arn, boolean created) {}

  private Future<Made> ensure(
      String path, String items, String member, String name, JsonObject request) {
    Function<String, Future<JsonObject>> page =
        token ->
            calls.rest(
                SERVICE,
                "GET",
                path + "?maxResults=100" + SeedLookup.query("nextToken", token),
                null);
    return new SeedLookup(items, member, page)
        .find(name)
        .compose(
            known ->
                known.isPresent()
                    ? Future.succeededFuture(made(known.get(), false))
                    : calls.rest(SERVICE, "POST", path, request).map(made -> made(made, true)));
  }

  private static Made made(JsonObject resource, boolean created) {
    return new Made(
        resource.getString("Id"), Optional.ofNullable(resource.getString("Arn")), created);
  }

  private Future<Void> revision(String set, String setId, SeedNode part) {
    String comment = part.required("a revision", "comment");
    String path = "/v1/data-sets/" + setId + "/revisions";
    JsonObject request = new JsonObject().put("Comment", comment);
    boolean finalized = part.flag("finalized");
    return ensure(path, "Revisions", "Comment", comment, request)
        .onSuccess(
            made ->
                run.made("revision", set + "/" + comment, made.id(), made.arn(), made.created()))
        .compose(
            made ->
                made.created()
                    ? assets(setId, made.id(), part.list("assets"))
                        .compose(
                            imported ->
                                finalized
                                    ? calls
                                        .rest(
                                            SERVICE,
                                            "PATCH",
                                            path + "/" + made.id(),
                                            new JsonObject().put("Finalized", true))
                                        .mapEmpty()
                                    : Future.succeededFuture())
                    : Future.succeededFuture());
  }

  private Future<Void> assets(String set, String revision, List<SeedNode> assets) {
    if (assets.isEmpty()) {
      return Future.succeededFuture();
    }
    JsonArray sources = new JsonArray();
    assets.forEach(
        asset ->
            sources.add(
                new JsonObject()
                    .put("Bucket", asset.required("an asset", "bucket"))
                    .put("Key", asset.required("an asset", "key"))));
    JsonObject details =
        new JsonObject()
            .put("DataSetId", set)
            .put("RevisionId", revision)
            .put("AssetSources", sources);
    JsonObject job =
        new JsonObject()
            .put("Type", "IMPORT_ASSETS_FROM_S3")
            .put("Details", new JsonObject().put("ImportAssetsFromS3", details));
    return calls
        .rest(SERVICE, "POST", "/v1/jobs", job)
        .map(made -> "/v1/jobs/" + made.getString("Id"))
        .compose(
            path ->
                calls
                    .rest(SERVICE, "PATCH", path, null)
                    .compose(started -> run.await(() -> ended(path))));
  }

  private Future<Boolean> ended(String path) {
    return calls
        .rest(SERVICE, "GET", path, null)
        .map(
            job -> {
              if (FAILED.contains(job.getString("State"))) {
                throw new LoopbackCalls.Refused(
                    400, "its assets are not imported: " + job.getJsonArray("Errors"));
              }
              return job.getString("State").equals("COMPLETED");
            });
  }
}
