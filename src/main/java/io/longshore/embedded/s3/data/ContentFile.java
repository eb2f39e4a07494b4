package io.longshore.embedded.s3.data;

import io.vertx.core.json.JsonArray;

/**
 * A file with bytes of an object: all of them, or those of one part. Never changed once written.
 *
 * @param file its name in the bucket's data
 * @param md5 in hexadecimal digits
 * @param sum in base64, of the algorithm that its object or upload has; may be null
 */
public record ContentFile(String file, long size, String md5, String sum) {

  JsonArray toJson() {
    return new JsonArray().add(file).add(size).add(md5).add(sum);
  }

  static ContentFile of(JsonArray json) {
    return new ContentFile(
        json.getString(0), json.getLong(1), json.getString(2), json.getString(3));
  }
}
