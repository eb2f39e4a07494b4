package io.longshore.embedded.s3.checksum;

import io.vertx.core.json.JsonArray;
import java.util.Map;

/**
 * The checksum of an object or part.
 *
 * @param whole whether it is made over all bytes, not over the checksums of the parts
 * @param value in base64; of the other kind followed by a dash and the number of parts
 */
public record ObjectChecksum(ChecksumAlgorithm algorithm, boolean whole, String value) {

  public String type() {
    return whole ? "FULL_OBJECT" : "COMPOSITE";
  }

  public void into(Map<String, String> headers) {
    headers.put(algorithm.header(), value);
    headers.put("x-amz-checksum-type", type());
  }

  public JsonArray toJson() {
    return new JsonArray().add(algorithm.name()).add(whole).add(value);
  }

  public static ObjectChecksum of(JsonArray json) {
    return json == null
        ? null
        : new ObjectChecksum(
            ChecksumAlgorithm.valueOf(json.getString(0)), json.getBoolean(1), json.getString(2));
  }
}
