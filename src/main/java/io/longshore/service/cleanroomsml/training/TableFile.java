package io.longshore.service.cleanroomsml.training;

import io.longshore.objectstore.ObjectStore.Source;
import io.vertx.core.json.JsonObject;

/** An object of a table, in the version that was listed. */
public record TableFile(String bucket, String key, String etag, Format format) {

  /** How its rows are written; gzipped or not, which its bytes say. */
  public enum Format {
    CSV,
    JSON
  }

  public JsonObject spec() {
    return new JsonObject()
        .put("bucket", bucket)
        .put("key", key)
        .put("etag", etag)
        .put("format", format.name());
  }

  public static TableFile of(JsonObject spec) {
    return new TableFile(
        spec.getString("bucket"),
        spec.getString("key"),
        spec.getString("etag"),
        Format.valueOf(spec.getString("format")));
  }

  public Source source() {
    return Source.of(bucket, key).pinned(etag);
  }

  /** As its owner knows it. */
  public String name() {
    return "s3://" + bucket + "/" + key;
  }
}
