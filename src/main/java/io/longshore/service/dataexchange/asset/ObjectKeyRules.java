package io.longshore.service.dataexchange.asset;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which buckets and keys a job may name: those that every store keeps exactly as they are. */
public final class ObjectKeyRules {

  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
  private static final Pattern DOTS = Pattern.compile("(.*/)?\\.\\.?(/.*)?", Pattern.DOTALL);
  private static final int LONGEST_KEY = 1024;

  private ObjectKeyRules() {}

  /** What is wrong with the bucket's name. Source: "General purpose bucket naming rules" of S3. */
  public static Optional<String> bucketFault(String bucket, String bucketOfAssets) {
    boolean named = BUCKET.matcher(bucket).matches() && !bucket.contains("..");
    if (!named || ADDRESS.matcher(bucket).matches()) {
      return Optional.of(
          "must name a bucket of 3 to 63 lower-case letters, digits, dots and dashes, was '"
              + bucket
              + "'");
    }
    return bucket.equals(bucketOfAssets)
        ? Optional.of("must not be the bucket in which this server keeps assets")
        : Optional.empty();
  }

  /** What is wrong with the key. */
  public static Optional<String> keyFault(String key) {
    int bytes = key.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > LONGEST_KEY) {
      return Optional.of("must have 1 to " + LONGEST_KEY + " bytes of UTF-8, has " + bytes);
    }
    if (key.chars().anyMatch(Character::isISOControl)) {
      return Optional.of("must not have control characters");
    }
    if (key.startsWith("/") || DOTS.matcher(key).matches()) {
      return Optional.of(
          "must not begin with '/' nor have '.' or '..' between slashes, was '" + key + "'");
    }
    return Optional.empty();
  }
}
