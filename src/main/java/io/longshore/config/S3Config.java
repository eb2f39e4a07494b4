package io.longshore.config;

import java.net.URI;
import java.util.Optional;

/**
 * The S3 that output goes to.
 *
 * @param endpoint its URL, or empty for AWS's own
 * @param region the region to sign for
 * @param accessKey the access key id, or empty for the SDK's default chain
 * @param secretKey its secret
 * @param pathStyle whether the bucket stands in the path; most self-hosted stores want it
 */
public record S3Config(
    Optional<URI> endpoint,
    String region,
    Optional<String> accessKey,
    Optional<String> secretKey,
    boolean pathStyle) {

  public S3Config {
    if (accessKey.isPresent() != secretKey.isPresent()) {
      throw new IllegalArgumentException("s3.accessKey and s3.secretKey go together");
    }
    if (endpoint.isPresent() && endpoint.get().getHost() == null) {
      throw new IllegalArgumentException("s3.endpoint must be a URL such as http://host:9000");
    }
  }

  @Override
  public String toString() {
    return "S3Config[endpoint=" + endpoint + ", region=" + region + "]"; // never the secret
  }
}
