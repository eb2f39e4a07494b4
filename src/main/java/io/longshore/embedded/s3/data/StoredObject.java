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
 * The metadata of an object, and its content.
 *
 * @param etag the ETag without quotes
 * @param modified the time of the last modification, in whole seconds as in HTTP
 * @param headers the stored headers by names in lower case
 * @param multipart whether a multipart upload created the object
 * @param uploadId the id of the multipart upload that created the object; may be null
 */
public record StoredObject(
    String key,
    String etag,
    Instant modified,
    Map<String, String> headers,
    Map<String, String> tags,
    ObjectChecksum checksum,
    boolean multipart,
    String uploadId,
    ObjectContent content) {

  public long size() {
    return content.size();
  }

  public String quotedEtag() {
    return '"' + etag + '"';
  }

  public StoredObject withTags(Map<String, String> newTags) {
    return new StoredObject(
        key, etag, modified, headers, Map.copyOf(newTags), checksum, multipart, uploadId, content);
  }

  /** The ETag of a multipart object: the MD5 of the parts' MD5 digests and the number of parts. */
  public static String multipartEtag(List<ContentFile> files) {
    var digest = MessageDigests.create("MD5");
    files.forEach(file -> digest.update(HexFormat.of().parseHex(file.md5())));
    return MessageDigests.hex(digest.digest()) + "-" + files.size();
  }

  /** The checksum of a multipart object; null if a part has no checksum. */
  public static ObjectChecksum multipartChecksum(
      ChecksumAlgorithm algorithm, boolean fullObject, List<ContentFile> files) {
    if (algorithm == null || files.stream().anyMatch(file -> file.checksum() == null)) {
      return null;
    }
    if (!fullObject) {
      ChecksumAlgorithm.Calculation calculation = algorithm.start();
      for (ContentFile file : files) {
        byte[] value = Base64.getDecoder().decode(file.checksum());
        calculation.update(value, 0, value.length);
      }
      String value = Base64.getEncoder().encodeToString(calculation.value());
      return new ObjectChecksum(algorithm, false, value + "-" + files.size());
    }
    String value = files.get(0).checksum();
    for (ContentFile file : files.subList(1, files.size())) {
      value = algorithm.combine(value, file.checksum(), file.size());
    }
    return new ObjectChecksum(algorithm, true, value);
  }

  JsonObject toJson() {
    JsonArray files = new JsonArray();
    content.files().forEach(file -> files.add(file.toJson()));
    return new JsonObject()
        .put("key", key)
        .put("etag", etag)
        .put("modified", modified.getEpochSecond())
        .put("headers", StringMapJson.of(headers))
        .put("tags", StringMapJson.of(tags))
        .put("sum", checksum == null ? null : checksum.toJson())
        .put("parts", multipart)
        .put("upload", uploadId)
        .put("pieces", files);
  }

  static StoredObject of(JsonObject json, BucketFiles data) {
    List<ContentFile> files = new ArrayList<>();
    json.getJsonArray("pieces").forEach(file -> files.add(ContentFile.of((JsonArray) file)));
    return new StoredObject(
        json.getString("key"),
        json.getString("etag"),
        Instant.ofEpochSecond(json.getLong("modified")),
        StringMapJson.map(json.getJsonObject("headers")),
        StringMapJson.map(json.getJsonObject("tags")),
        ObjectChecksum.of(json.getJsonArray("sum")),
        json.getBoolean("parts"),
        json.getString("upload"),
        new ObjectContent(data, files));
  }
}
