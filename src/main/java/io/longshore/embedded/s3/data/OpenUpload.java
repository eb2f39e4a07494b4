package io.longshore.embedded.s3.data;

import io.longshore.embedded.s3.checksum.ChecksumAlgorithm;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A multipart upload that is under way.
 *
 * @param algorithm of its checksums; may be null
 * @param whole whether the checksum of the object is to be made over all bytes
 * @param parts by their numbers
 */
public record OpenUpload(
    String id,
    String key,
    Instant begun,
    Map<String, String> headers,
    Map<String, String> tags,
    ChecksumAlgorithm algorithm,
    boolean whole,
    ConcurrentSkipListMap<Integer, Part> parts) {

  /** A part that came. */
  public record Part(int number, Instant modified, ContentFile piece) {
    JsonObject toJson(String upload) {
      return new JsonObject()
          .put("part", upload)
          .put("number", number)
          .put("modified", modified.getEpochSecond())
          .put("piece", piece.toJson());
    }

    static Part of(JsonObject json) {
      JsonArray piece = json.getJsonArray("piece");
      return new Part(
          json.getInteger("number"),
          Instant.ofEpochSecond(json.getLong("modified")),
          ContentFile.of(piece));
    }
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("begin", id)
        .put("key", key)
        .put("begun", begun.toEpochMilli())
        .put("headers", StringMapJson.of(headers))
        .put("tags", StringMapJson.of(tags))
        .put("algorithm", algorithm == null ? null : algorithm.name())
        .put("whole", whole);
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
