package io.longshore.demo;

import io.longshore.demo.DemoReport.Written;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/**
 * The demo of Data Exchange: publishes exported objects as assets of a revision, exports the
 * revision with a key pattern, and downloads an asset by a signed URL.
 */
final class DataExchangeDemo {

  private static final String TO = "shared/";

  private final DemoClient calls;
  private final DemoBucket bucket;
  private final String bucketName;
  private final PrintStream out;

  DataExchangeDemo(DemoClient calls, DemoBucket bucket, String bucketName, PrintStream out) {
    this.calls = calls;
    this.bucket = bucket;
    this.bucketName = bucketName;
    this.out = out;
  }

  /**
   * Publishes those objects.
   *
   * @return what the export wrote, read back
   */
  List<Written> run(List<Written> objects) throws Exception {
    List<Written> data = objects.stream().filter(object -> object.rows() >= 0).toList();
    JsonObject set = call("POST", "/v1/data-sets", dataSet());
    String path = "/v1/data-sets/" + set.getString("Id") + "/revisions";
    JsonObject revision = call("POST", path, new JsonObject());
    JsonObject both =
        new JsonObject()
            .put("DataSetId", set.getString("Id"))
            .put("RevisionId", revision.getString("Id"));
    ended(
        "IMPORT_ASSETS_FROM_S3",
        "ImportAssetsFromS3",
        both.copy().put("AssetSources", sources(data)));
    path += "/" + revision.getString("Id");
    call("PATCH", path, new JsonObject().put("Finalized", true));
    JsonArray assets = call("GET", path + "/assets", null).getJsonArray("Assets");
    ended("EXPORT_REVISIONS_TO_S3", "ExportRevisionsToS3", byPattern(both));
    lend(both, assets.getJsonObject(0));
    List<Written> shared = bucket.written(TO);
    if (shared.size() != data.size() || rows(shared) != rows(data)) {
      throw new IOException("Shared were " + data + ", found are " + shared);
    }
    return shared;
  }

  private static JsonObject dataSet() {
    return new JsonObject()
        .put("AssetType", "S3_SNAPSHOT")
        .put("Name", "gold customers")
        .put("Description", "Exported by the demo of Pinpoint.");
  }

  private JsonArray sources(List<Written> objects) {
    JsonArray sources = new JsonArray();
    objects.forEach(
        object -> sources.add(new JsonObject().put("Bucket", bucketName).put("Key", object.key())));
    return sources;
  }

  private JsonObject byPattern(JsonObject both) {
    JsonObject destination =
        new JsonObject()
            .put("Bucket", bucketName)
            .put("RevisionId", both.getString("RevisionId"))
            .put("KeyPattern", TO + "${Revision.CreatedAt.Year}/${Asset.Name}");
    return new JsonObject()
        .put("DataSetId", both.getString("DataSetId"))
        .put("RevisionDestinations", new JsonArray().add(destination));
  }

  /** Downloads an asset by a signed URL, which needs no access key. */
  private void lend(JsonObject both, JsonObject asset) throws Exception {
    JsonObject details =
        ended(
            "EXPORT_ASSET_TO_SIGNED_URL",
            "ExportAssetToSignedUrl",
            both.copy().put("AssetId", asset.getString("Id")));
    URI url = URI.create(details.getString("SignedUrl"));
    HttpResponse<byte[]> got =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofByteArray());
    double expected =
        asset.getJsonObject("AssetDetails").getJsonObject("S3SnapshotAsset").getDouble("Size");
    if (got.statusCode() != 200 || got.body().length != expected) {
      throw new IOException("The signed URL returned " + got.statusCode());
    }
    out.printf(
        "  %,d bytes downloaded by a signed URL, without an access key%n", got.body().length);
  }

  /** Runs a job to its end and returns its details. */
  private JsonObject ended(String type, String member, JsonObject details) throws Exception {
    JsonObject request =
        new JsonObject().put("Type", type).put("Details", new JsonObject().put(member, details));
    String path = "/v1/jobs/" + call("POST", "/v1/jobs", request).getString("Id");
    call("PATCH", path, new JsonObject());
    JsonObject job = call("GET", path, null);
    while (job.getString("State").equals("IN_PROGRESS")) {
      Thread.sleep(50);
      job = call("GET", path, null);
    }
    if (!job.getString("State").equals("COMPLETED")) {
      throw new IOException("The job ended " + job.encode());
    }
    out.println("  Data Exchange job " + type + " COMPLETED");
    return job.getJsonObject("Details").getJsonObject(member);
  }

  private JsonObject call(String method, String path, JsonObject body) throws Exception {
    return calls.dataExchange(method, path, body);
  }

  private static long rows(List<Written> objects) {
    return objects.stream().mapToLong(Written::rows).sum();
  }
}
