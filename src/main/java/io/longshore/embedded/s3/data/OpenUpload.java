package io.longshore.embedded.s3.data;

import io.longshore.embedded.s3.checksum.ChecksumAlgorithm;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A multipart upload that is neither completed nor aborted.
 *
 * @param algorithm the checksum algorithm; may be null
 * @param fullObject whether the checksum of the object covers all bytes (FULL_OBJECT)
 * @param parts the uploaded parts by number
 */
public record OpenUpload(
    String id,
    String key,
    Instant initiated,
    Map<String, String> headers,
    Map<String, String> tags,
    ChecksumAlgorithm algorithm,
    boolean fullObject,
    ConcurrentSkipListMap<Integer, Part> parts) {

  /** An uploaded part. */
  public record Part(int number, Instant modified, ContentFile file) {
    JsonObject toJson(String upload) {
      return new JsonObject()
          .put("part", upload)
          .put("number", number)
          .put("modified", modified.getEpochSecond())
          .put("piece", file.toJson());
    }

    static Part of(JsonObject json) {
      JsonArray file = json.getJsonArray("piece");
      return new Part(
          json.getInteger("number"),
          Instant.ofEpochSecond(json.getLong("modified")),
          ContentFile.of(file));
    }
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("begin", id)
        .put("key", key)
        .put("begun", initiated.toEpochMilli())
        .put("headers", StringMapJson.of(headers))
        .put("tags", StringMapJson.of(tags))
        .put("algorithm", algorithm == null ? null : algorithm.name())
        .put("whole", fullObject);
  }

  static OpenUpload of(JsonObject json) {
    String algorithm = json.getString("algorithm");
    return new OpenUpload(
        json.getString("begin"),
        json.getString("key"),
        Instant.ofEpochMilli(json.getLong("begun")),
        StringMapJson.map(json.getJsonObject("headers")),
        StringMapJson.map(json.getJsonObject("tags")),
        algorithm == null ? null : ChecksumAlgorithm.valueOf(algorithm),
        json.getBoolean("whole"),
        new ConcurrentSkipListMap<>());
  }
}
