package io.longshore.service.cleanroomsml.training;

import io.longshore.objectstore.ObjectStore.Source;
import io.vertx.core.json.JsonObject;

/**
 * An object of a table, in the version that was listed.
 *
 * @param size its bytes; 0 in jobs that an older version planned
 */
public record TableFile(String bucket, String key, String etag, long size, Format format) {

  /** The format of its rows. Whether a file of text is gzipped is detected from its bytes. */
  public enum Format {
    CSV,
    JSON,
    PARQUET
  }

  public JsonObject spec() {
    return new JsonObject()
        .put("bucket", bucket)
        .put("key", key)
        .put("etag", etag)
        .put("size", size)
        .put("format", format.name());
  }

  public static TableFile of(JsonObject spec) {
    return new TableFile(
        spec.getString("bucket"),
        spec.getString("key"),
        spec.getString("etag"),
        spec.getLong("size", 0L),
        Format.valueOf(spec.getString("format")));
  }

  public Source source() {
    return Source.of(bucket, key).pinned(etag);
  }

  /** The partition that the file is in; see {@link PartitionValues}. */
  public PartitionValues partition() {
    return PartitionValues.of(key);
  }

  /** The URL of the file. */
  public String name() {
    return "s3://" + bucket + "/" + key;
  }
}
