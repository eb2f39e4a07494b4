package io.longshore.objectstore.s3;

import io.longshore.config.S3Config;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * What the calls of a store go to, and as whom. Two stores with equal targets see the same objects
 * and may do the same with them, so S3 can copy from the one to the other.
 *
 * @param endpoint scheme, host and port; empty for AWS's own
 * @param region what calls are signed for
 * @param accessKey empty for the credentials of the SDK's default chain
 * @param owner whose the buckets are said to be
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
        config.endpoint().map(S3Target::plain), config.region(), config.accessKey(), owner);
  }

  /** The same, said to be of that owner. */
  S3Target of(ExpectedBucketOwner other) {
    return new S3Target(endpoint, region, accessKey, Optional.of(other));
  }

  /** However it is spelled: the port of its scheme may stand or not, and a slash at the end. */
  private static String plain(URI endpoint) {
    String scheme = endpoint.getScheme() == null ? "" : endpoint.getScheme();
    String host = endpoint.getHost() == null ? endpoint.toString() : endpoint.getHost();
    int usual = scheme.equalsIgnoreCase("https") ? HTTPS : HTTP;
    int port = endpoint.getPort() < 0 ? usual : endpoint.getPort();
    String path = endpoint.getPath() == null ? "" : endpoint.getPath().replaceFirst("/+$", "");
    return (scheme + "://" + host).toLowerCase(Locale.ROOT) + ":" + port + path;
  }
}
