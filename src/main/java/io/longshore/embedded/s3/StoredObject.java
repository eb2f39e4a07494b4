package io.longshore.embedded.s3;

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
record StoredObject(
    String key,
    String etag,
    Instant modified,
    Map<String, String> headers,
    Map<String, String> tags,
    Sum sum,
    boolean parts,
    String upload,
    Content content) {

  long size() {
    return content.size();
  }

  String quotedEtag() {
    return '"' + etag + '"';
  }

  StoredObject with(Map<String, String> otherTags) {
    return new StoredObject(
        key, etag, modified, headers, Map.copyOf(otherTags), sum, parts, upload, content);
  }

  /** The ETag of an object that is made of parts with these. */
  static String etag(List<Piece> pieces) {
    var digest = Digests.begin("MD5");
    pieces.forEach(piece -> digest.update(HexFormat.of().parseHex(piece.md5())));
    return Digests.hex(digest.digest()) + "-" + pieces.size();
  }

  /** The checksum of an object that is made of parts with these; null where one has none. */
  static Sum sum(Algorithm algorithm, boolean whole, List<Piece> pieces) {
    if (algorithm == null || pieces.stream().anyMatch(piece -> piece.sum() == null)) {
      return null;
    }
    if (!whole) {
      Algorithm.Running running = algorithm.begin();
      for (Piece piece : pieces) {
        byte[] value = Base64.getDecoder().decode(piece.sum());
        running.update(value, 0, value.length);
      }
      String value = Base64.getEncoder().encodeToString(running.value());
      return new Sum(algorithm, false, value + "-" + pieces.size());
    }
    String value = pieces.get(0).sum();
    for (Piece piece : pieces.subList(1, pieces.size())) {
      value = algorithm.joined(value, piece.sum(), piece.size());
    }
    return new Sum(algorithm, true, value);
  }

  JsonObject toJson() {
    JsonArray files = new JsonArray();
    content.pieces().forEach(piece -> files.add(piece.toJson()));
    return new JsonObject()
        .put("key", key)
        .put("etag", etag)
        .put("modified", modified.getEpochSecond())
        .put("headers", Json.of(headers))
        .put("tags", Json.of(tags))
        .put("sum", sum == null ? null : sum.toJson())
        .put("parts", parts)
        .put("upload", upload)
        .put("pieces", files);
  }

  static StoredObject of(JsonObject json, Data data) {
    List<Piece> pieces = new ArrayList<>();
    json.getJsonArray("pieces").forEach(piece -> pieces.add(Piece.of((JsonArray) piece)));
    return new StoredObject(
        json.getString("key"),
        json.getString("etag"),
        Instant.ofEpochSecond(json.getLong("modified")),
        Json.map(json.getJsonObject("headers")),
        Json.map(json.getJsonObject("tags")),
        Sum.of(json.getJsonArray("sum")),
        json.getBoolean("parts"),
        json.getString("upload"),
        new Content(data, pieces));
  }
}
