package io.longshore.embedded.s3.data;

import io.longshore.embedded.s3.checksum.ChecksumAlgorithm;
import io.longshore.embedded.s3.checksum.MessageDigests;
import io.longshore.embedded.s3.checksum.ObjectChecksum;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * An object as it is found.
 *
 * @param etag without its quotes
 * @param modified in whole seconds, as HTTP tells it
 * @param headers what it was sent with, by names in lower case
 * @param parts whether it came in parts
 * @param upload the id of the upload that made it; may be null
 */
public record StoredObject(
    String key,
    String etag,
    Instant modified,
    Map<String, String> headers,
    Map<String, String> tags,
    ObjectChecksum sum,
    boolean parts,
    String upload,
    ObjectContent content) {

  public long size() {
    return content.size();
  }

  public String quotedEtag() {
    return '"' + etag + '"';
  }

  public StoredObject with(Map<String, String> otherTags) {
    return new StoredObject(
        key, etag, modified, headers, Map.copyOf(otherTags), sum, parts, upload, content);
  }

  /** The ETag of an object that is made of parts with these. */
  public static String etag(List<ContentFile> pieces) {
    var digest = MessageDigests.begin("MD5");
    pieces.forEach(piece -> digest.update(HexFormat.of().parseHex(piece.md5())));
    return MessageDigests.hex(digest.digest()) + "-" + pieces.size();
  }

  /** The checksum of an object that is made of parts with these; null where one has none. */
  public static ObjectChecksum sum(
      ChecksumAlgorithm algorithm, boolean whole, List<ContentFile> pieces) {
    if (algorithm == null || pieces.stream().anyMatch(piece -> piece.sum() == null)) {
      return null;
    }
    if (!whole) {
      ChecksumAlgorithm.Running running = algorithm.begin();
      for (ContentFile piece : pieces) {
        byte[] value = Base64.getDecoder().decode(piece.sum());
        running.update(value, 0, value.length);
      }
      String value = Base64.getEncoder().encodeToString(running.value());
      return new ObjectChecksum(algorithm, false, value + "-" + pieces.size());
    }
    String value = pieces.get(0).sum();
    for (ContentFile piece : pieces.subList(1, pieces.size())) {
      value = algorithm.joined(value, piece.sum(), piece.size());
    }
    return new ObjectChecksum(algorithm, true, value);
  }

  JsonObject toJson() {
    JsonArray files = new JsonArray();
    content.pieces().forEach(piece -> files.add(piece.toJson()));
    return new JsonObject()
        .put("key", key)
        .put("etag", etag)
        .put("modified", modified.getEpochSecond())
        .put("headers", StringMapJson.of(headers))
        .put("tags", StringMapJson.of(tags))
        .put("sum", sum == null ? null : sum.toJson())
        .put("parts", parts)
        .put("upload", upload)
        .put("pieces", files);
  }

  static StoredObject of(JsonObject json, BucketFiles data) {
    List<ContentFile> pieces = new ArrayList<>();
    json.getJsonArray("pieces").forEach(piece -> pieces.add(ContentFile.of((JsonArray) piece)));
    return new StoredObject(
        json.getString("key"),
        json.getString("etag"),
        Instant.ofEpochSecond(json.getLong("modified")),
        StringMapJson.map(json.getJsonObject("headers")),
        StringMapJson.map(json.getJsonObject("tags")),
        ObjectChecksum.of(json.getJsonArray("sum")),
        json.getBoolean("parts"),
        json.getString("upload"),
        new ObjectContent(data, pieces));
  }
}
