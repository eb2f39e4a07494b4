package io.longshore.embedded.s3.checksum;

import io.vertx.core.json.JsonArray;
import java.util.Map;

/**
 * The checksum of an object.
 *
 * @param fullObject whether the checksum covers all bytes, not the checksums of the parts
 * @param value the checksum in base64; a composite checksum ends in a dash and the number of parts
 */
public record ObjectChecksum(ChecksumAlgorithm algorithm, boolean fullObject, String value) {

  public String type() {
    return fullObject ? "FULL_OBJECT" : "COMPOSITE";
  }

  public void addTo(Map<String, String> headers) {
    headers.put(algorithm.header(), value);
    headers.put("x-amz-checksum-type", type());
  }

  public JsonArray toJson() {
    return new JsonArray().add(algorithm.name()).add(fullObject).add(value);
  }

  public static ObjectChecksum of(JsonArray json) {
    return json == null
        ? null
        : new ObjectChecksum(
            ChecksumAlgorithm.valueOf(json.getString(0)), json.getBoolean(1), json.getString(2));
  }
}
