package io.longshore.job;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A bucket and what keys begin with, as {@code s3://bucket/key} names them.
 *
 * @param key verbatim; may be empty
 */
public record S3Place(String bucket, String key) {

  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
  private static final Pattern DOTS = Pattern.compile("(.*/)?\\.\\.?/.*", Pattern.DOTALL);
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
    if (!isBucket(parts[0])) {
      throw refused.apply(
          "must name a bucket of 3 to 63 lower-case letters, digits, dots and dashes");
    }
    String key = parts.length == 1 ? "" : parts[1];
    if (key.chars().anyMatch(Character::isISOControl)) {
      throw refused.apply("must not have control characters");
    }
    requireNoDots(key, refused);
    return new S3Place(parts[0], key);
  }

  /** Like {@link #parse}, and the key has no empty segment and leaves room for a name behind it. */
  public static S3Place folder(String url, Function<String, RuntimeException> refused) {
    S3Place place = parse(url, refused);
    if (place.key.startsWith("/") || place.key.contains("//")) {
      throw refused.apply("must have a key without empty segments");
    }
    requireNoDots(place.key + "/", refused); // a name comes behind it
    if (place.key.getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY) {
      throw refused.apply("must have a key of at most " + LONGEST_KEY + " bytes");
    }
    return place;
  }

  private static void requireNoDots(String key, Function<String, RuntimeException> refused) {
    if (DOTS.matcher(key).matches()) {
      throw refused.apply("must not have '.' or '..' between slashes");
    }
  }

  /** Source: "General purpose bucket naming rules" of the S3 user guide. */
  private static boolean isBucket(String name) {
    return BUCKET.matcher(name).matches()
        && !name.contains("..")
        && !ADDRESS.matcher(name).matches();
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
