package io.longshore.service.dataexchange.asset;

import io.longshore.job.S3Names;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The rules for the buckets and keys that a job may name. */
public final class ObjectKeyRules {

  private static final int LONGEST_KEY = 1024;

  private ObjectKeyRules() {}

  /** The fault in the bucket's name, in words that follow the member's name. */
  public static Optional<String> bucketFault(String bucket, String bucketOfAssets) {
    if (!S3Names.isBucket(bucket)) {
      return Optional.of(S3Names.BUCKET_RULE + ", was '" + bucket + "'");
    }
    return bucket.equals(bucketOfAssets)
        ? Optional.of("must not be the bucket in which this server keeps assets")
        : Optional.empty();
  }

  /** The fault in the key, likewise. */
  public static Optional<String> keyFault(String key) {
    int bytes = key.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > LONGEST_KEY) {
      return Optional.of("must have 1 to " + LONGEST_KEY + " bytes of UTF-8, has " + bytes);
    }
    if (S3Names.hasControlCharacters(key)) {
      return Optional.of("must not have control characters");
    }
    if (key.startsWith("/") || S3Names.hasDotSegment(key)) {
      return Optional.of(
          "must not begin with '/' nor have '.' or '..' between slashes, was '" + key + "'");
    }
    return Optional.empty();
  }
}
