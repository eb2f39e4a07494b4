package io.longshore.objectstore.s3;

import io.longshore.config.S3Config;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * The endpoint and the identity of a store's calls. Two stores with equal targets have access to
 * the same objects, so S3 can copy from one to the other.
 *
 * @param endpoint scheme, host and port; empty for AWS
 * @param region the region of the signatures
 * @param accessKey empty for the credentials of the SDK's default chain
 * @param owner the expected owner of the buckets
 */
public record S3Target(
    Optional<String> endpoint,
    String region,
    Optional<String> accessKey,
    Optional<ExpectedBucketOwner> owner) {

  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  static S3Target of(S3Config config, Optional<ExpectedBucketOwner> owner) {
    return new S3Target(
        config.endpoint().map(S3Target::normalized), config.region(), config.accessKey(), owner);
  }

  /** The same target with another expected owner. */
  S3Target of(ExpectedBucketOwner other) {
    return new S3Target(endpoint, region, accessKey, Optional.of(other));
  }

  /** The endpoint in lower case, with its port and without a slash at the end. */
  private static String normalized(URI endpoint) {
    String scheme = endpoint.getScheme() == null ? "" : endpoint.getScheme();
    String host = endpoint.getHost() == null ? endpoint.toString() : endpoint.getHost();
    int defaultPort = scheme.equalsIgnoreCase("https") ? HTTPS : HTTP;
    int port = endpoint.getPort() < 0 ? defaultPort : endpoint.getPort();
    String path = endpoint.getPath() == null ? "" : endpoint.getPath().replaceFirst("/+$", "");
    return (scheme + "://" + host).toLowerCase(Locale.ROOT) + ":" + port + path;
  }
}
