package io.longshore.job;

import java.util.regex.Pattern;

/** The rules for names of buckets and keys that every S3 server stores exactly as they are. */
public final class S3Names {

  /** The rule for buckets as a refusal states it, behind the name of the member. */
  public static final String BUCKET_RULE =
      "must name a bucket of 3 to 63 lower-case letters, digits, dots and dashes";

  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
  private static final Pattern DOTS = Pattern.compile("(.*/)?\\.\\.?(/.*)?", Pattern.DOTALL);

  private S3Names() {}

  /** Source: "General purpose bucket naming rules" of the S3 user guide. */
  public static boolean isBucket(String name) {
    return BUCKET.matcher(name).matches()
        && !name.contains("..")
        && !ADDRESS.matcher(name).matches();
  }

  public static boolean hasControlCharacters(String key) {
    return key.chars().anyMatch(Character::isISOControl);
  }

  /** Whether {@code .} or {@code ..} is a segment of the key. */
  public static boolean hasDotSegment(String key) {
    return DOTS.matcher(key).matches();
  }
}
