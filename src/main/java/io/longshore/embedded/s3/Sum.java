package io.longshore.embedded.s3;

import io.vertx.core.json.JsonArray;
import java.util.Map;

/**
 * The checksum of an object or part.
 *
 * @param whole whether it is made over all bytes, not over the checksums of the parts
 * @param value in base64; of the other kind followed by a dash and the number of parts
 */
record Sum(Algorithm algorithm, boolean whole, String value) {

  String type() {
    return whole ? "FULL_OBJECT" : "COMPOSITE";
  }

  void into(Map<String, String> headers) {
    headers.put(algorithm.header(), value);
    headers.put("x-amz-checksum-type", type());
  }

  JsonArray toJson() {
    return new JsonArray().add(algorithm.name()).add(whole).add(value);
  }

  static Sum of(JsonArray json) {
    return json == null
        ? null
        : new Sum(Algorithm.valueOf(json.getString(0)), json.getBoolean(1), json.getString(2));
  }
}
