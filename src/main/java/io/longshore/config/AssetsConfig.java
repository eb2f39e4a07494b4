package io.longshore.config;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Storage of Data Exchange's assets, and limits of its users.
 *
 * @param bucket the bucket; it must exist, except in the embedded S3, which creates it
 * @param urlLifetime how long a presigned URL is valid; 1m to 1h
 * @param publicUrl the address of S3 in presigned URLs, if it differs from the one this server uses
 * @param quotas whether AWS's published quotas are enforced
 */
public record AssetsConfig(
    String bucket, Duration urlLifetime, Optional<URI> publicUrl, boolean quotas) {

  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  public AssetsConfig {
    if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
      throw new IllegalArgumentException("assets.bucket must name a bucket, was " + bucket);
    }
    if (urlLifetime.compareTo(SHORTEST) < 0 || urlLifetime.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("assets.urlLifetime must be 1m to 1h, was " + urlLifetime);
    }
    if (publicUrl.filter(url -> !isAddress(url)).isPresent()) {
      throw new IllegalArgumentException(
          "assets.publicUrl must be a URL without a path such as https://s3.example.com, was "
              + publicUrl.get());
    }
  }

  private static boolean isAddress(URI url) {
    boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    boolean bare = url.getPath().isEmpty() || url.getPath().equals("/");
    return http && url.getHost() != null && bare && url.getQuery() == null;
  }

  public static AssetsConfig defaults() {
    return new AssetsConfig("longshore-assets", Duration.ofHours(1), Optional.empty(), true);
  }
}
