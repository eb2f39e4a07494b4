package io.longshore.config;

import java.time.Duration;

/**
 * Where Data Exchange keeps assets.
 *
 * @param bucket the bucket; it must be there, except in the embedded S3, which makes it
 * @param urlLifetime how long a signed URL is good; 1m to 1h
 */
public record AssetsConfig(String bucket, Duration urlLifetime) {

  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  public AssetsConfig {
    if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
      throw new IllegalArgumentException("assets.bucket must name a bucket, was " + bucket);
    }
    if (urlLifetime.compareTo(SHORTEST) < 0 || urlLifetime.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("assets.urlLifetime must be 1m to 1h, was " + urlLifetime);
    }
  }

  public static AssetsConfig defaults() {
    return new AssetsConfig("longshore-assets", Duration.ofHours(1));
  }
}
