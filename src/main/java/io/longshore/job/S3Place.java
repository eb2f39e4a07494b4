package io.longshore.job;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * An S3 bucket and a key or key prefix, parsed from {@code s3://bucket/key}.
 *
 * @param key verbatim; may be empty
 */
public record S3Place(String bucket, String key) {

  private static final String SCHEME = "s3://";
  private static final int MAX_KEY = 900; // of 1,024; the rest is for names that are appended

  /**
   * Parses a URL.
   *
   * @param refused makes the service's error from a text that follows the name of the member
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

  /**
   * Like {@link #parse}, for a folder: without empty segments, and short enough to append names.
   */
  public static S3Place folder(String url, Function<String, RuntimeException> refused) {
    S3Place place = parse(url, refused);
    if (place.key.startsWith("/") || place.key.contains("//")) {
      throw refused.apply("must have a key without empty segments");
    }
    requireNoDots(place.key, refused); // names are appended to it
    if (place.key.getBytes(StandardCharsets.UTF_8).length > MAX_KEY) {
      throw refused.apply("must have a key of at most " + MAX_KEY + " bytes");
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

  /** The key of an object in this folder. */
  public String in(String name) {
    return isFolder() ? key + name : key + "/" + name;
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + key;
  }
}
