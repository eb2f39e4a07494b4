package io.longshore.config;

import java.net.URI;
import java.util.Optional;

/**
 * The S3 that output goes to.
 *
 * @param endpoint its URL, or {@code embedded}; empty, also written {@code aws}, for AWS's own
 * @param region the region to sign for
 * @param accessKey the access key id, or empty for the SDK's default chain
 * @param secretKey its secret
 * @param pathStyle whether the bucket stands in the path; most self-hosted stores want it
 */
public record S3Config(
    Optional<URI> endpoint,
    String region,
    Optional<String> accessKey,
    @Secret Optional<String> secretKey,
    boolean pathStyle) {

  private static final URI EMBEDDED = URI.create("embedded");
  private static final URI AWS = URI.create("aws");

  public S3Config {
    endpoint = endpoint.filter(url -> !url.equals(AWS));
    if (accessKey.isPresent() != secretKey.isPresent()) {
      throw new IllegalArgumentException("s3.accessKey and s3.secretKey go together");
    }
    if (endpoint.isPresent() && !isUrl(endpoint.get()) && !endpoint.get().equals(EMBEDDED)) {
      throw new IllegalArgumentException(
          "s3.endpoint must be a URL such as http://host:9000, or aws, or embedded, was "
              + endpoint.get());
    }
    if (!isRegion(region)) {
      throw new IllegalArgumentException("s3.region must look like us-east-1, was " + region);
    }
  }

  public static S3Config defaults() {
    return new S3Config(
        Optional.of(EMBEDDED), "us-east-1", Optional.empty(), Optional.empty(), true);
  }

  /** Whether the S3 in this process is meant. */
  public boolean isEmbedded() {
    return endpoint.filter(EMBEDDED::equals).isPresent();
  }

  /** The same region on a server that is known now. */
  public S3Config at(URI server, String key, String secret) {
    return new S3Config(Optional.of(server), region, Optional.of(key), Optional.of(secret), true);
  }

  static boolean isRegion(String name) {
    return name.matches("[a-z0-9-]{1,64}");
  }

  static boolean isUrl(URI endpoint) {
    return endpoint.getHost() != null
        && ("http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme()));
  }

  @Override
  public String toString() {
    return "S3Config[endpoint=" + endpoint + ", region=" + region + "]"; // never the secret
  }
}
