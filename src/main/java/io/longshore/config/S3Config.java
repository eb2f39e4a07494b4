package io.longshore.config;

import io.longshore.config.load.Secret;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The default S3.
 *
 * @param endpoint its URL, or {@code embedded}; empty, also written {@code aws}, for AWS's own
 * @param region the region to sign for
 * @param accessKey the access key id, or empty for the SDK's default chain
 * @param secretKey its secret
 * @param pathStyle whether the bucket is part of the path, which most self-hosted stores require
 * @param hosts host names of the embedded S3; a bucket may be a subdomain of them
 */
public record S3Config(
    Optional<URI> endpoint,
    String region,
    Optional<String> accessKey,
    @Secret Optional<String> secretKey,
    boolean pathStyle,
    List<String> hosts) {

  private static final List<String> LOCAL = List.of("localhost");
  private static final Pattern HOST = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)*");
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
    hosts = List.copyOf(hosts);
    for (String host : hosts) {
      if (!HOST.matcher(host).matches()) {
        throw new IllegalArgumentException(
            "s3.hosts must have names in lower case such as s3.us-east-1.amazonaws.com, was "
                + host);
      }
    }
  }

  /** An S3 whose only host name is localhost. */
  public S3Config(
      Optional<URI> endpoint,
      String region,
      Optional<String> accessKey,
      Optional<String> secretKey,
      boolean pathStyle) {
    this(endpoint, region, accessKey, secretKey, pathStyle, LOCAL);
  }

  public static S3Config defaults() {
    return new S3Config(
        Optional.of(EMBEDDED), "us-east-1", Optional.empty(), Optional.empty(), true);
  }

  /** Whether the embedded S3 is used. */
  public boolean isEmbedded() {
    return endpoint.filter(EMBEDDED::equals).isPresent();
  }

  /** The same region on that server. */
  public S3Config at(URI server, String key, String secret) {
    return new S3Config(
        Optional.of(server), region, Optional.of(key), Optional.of(secret), true, hosts);
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
