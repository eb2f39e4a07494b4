package io.longshore.embedded.s3.data;

import io.vertx.core.json.JsonArray;

/**
 * An immutable file with the content of an object or of one part.
 *
 * @param name the name of the file in {@link BucketFiles}
 * @param md5 the MD5 digest in hexadecimal
 * @param sum the checksum in base64, by the algorithm of the object or upload; may be null
 */
public record ContentFile(String name, long size, String md5, String checksum) {

  JsonArray toJson() {
    return new JsonArray().add(name).add(size).add(md5).add(checksum);
  }

  static ContentFile of(JsonArray json) {
    return new ContentFile(
        json.getString(0), json.getLong(1), json.getString(2), json.getString(3));
  }
}
