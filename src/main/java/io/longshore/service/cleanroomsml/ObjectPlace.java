package io.longshore.service.cleanroomsml;

import io.longshore.job.Rejection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bucket and what keys begin with, as {@code s3://bucket/key} names them.
 *
 * @param key may be empty
 */
record ObjectPlace(String bucket, String key) {

  private static final Pattern URI = Pattern.compile("s3://([^/]+)(?:/(.*))?", Pattern.DOTALL);

  static ObjectPlace of(String uri) {
    Matcher parts = URI.matcher(uri);
    if (!parts.matches()) {
      throw new Rejection("'" + uri + "' is no place in S3: use s3://bucket/prefix/");
    }
    return new ObjectPlace(parts.group(1), parts.group(2) == null ? "" : parts.group(2));
  }

  boolean isFolder() {
    return key.isEmpty() || key.endsWith("/");
  }

  /** The key of something in this folder. */
  String in(String name) {
    return isFolder() ? key + name : key + "/" + name;
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + key;
  }
}
