package io.longshore.config;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where Data Exchange keeps assets, and what it lets its users do.
 *
 * @param bucket the bucket; it must be there, except in the embedded S3, which makes it
 * @param urlLifetime how long a signed URL is good; 1m to 1h
 * @param publicUrl where the holders of signed URLs reach the S3, if not where this server does
 * @param quotas whether AWS's published quotas count
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
