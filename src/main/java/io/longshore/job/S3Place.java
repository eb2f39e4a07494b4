package io.longshore.job;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * A bucket and what keys begin with, as {@code s3://bucket/key} names them.
 *
 * @param key verbatim; may be empty
 */
public record S3Place(String bucket, String key) {

  private static final String SCHEME = "s3://";
  private static final int LONGEST_KEY = 900; // the rest of 1,024 is for what is put behind it

  /**
   * The place that a URL names.
   *
   * @param refused makes the service's error of what is wrong, words that follow the member's name
   */
  public static S3Place parse(String url, Function<String, RuntimeException> refused) {
    if (!url.startsWith(SCHEME)) {
      throw refused.apply("must be of the form s3://bucket/prefix");
    }
    String[] parts = url.substring(SCHEME.length()).split("/", 2);
    if (!S3Names.isBucket(parts[0])) {
      throw refused.apply(S3Names.BUCKET_RULE);
    }
    String key = parts.length == 1 ? "" : parts[1];
    if (S3Names.hasControlCharacters(key)) {
      throw refused.apply("must not have control characters");
    }
    requireNoDots(key.substring(0, Math.max(0, key.lastIndexOf('/'))), refused);
    return new S3Place(parts[0], key);
  }

  /** Like {@link #parse}, and the key has no empty segment and leaves room for a name behind it. */
  public static S3Place folder(String url, Function<String, RuntimeException> refused) {
    S3Place place = parse(url, refused);
    if (place.key.startsWith("/") || place.key.contains("//")) {
      throw refused.apply("must have a key without empty segments");
    }
    requireNoDots(place.key, refused); // a name comes behind it
    if (place.key.getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY) {
      throw refused.apply("must have a key of at most " + LONGEST_KEY + " bytes");
    }
    return place;
  }

  private static void requireNoDots(String key, Function<String, RuntimeException> refused) {
    if (S3Names.hasDotSegment(key)) {
      throw refused.apply("must not have '.' or '..' between slashes");
    }
  }

  public boolean isFolder() {
    return key.isEmpty() || key.endsWith("/");
  }

  /** The key of something in this folder. */
  public String in(String name) {
    return isFolder() ? key + name : key + "/" + name;
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + key;
  }
}
