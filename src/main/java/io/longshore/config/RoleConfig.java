package io.longshore.config;

import io.longshore.config.load.Secret;
import io.longshore.config.mask.ExportConfig;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The S3 that a role stands for, and the places that it may use.
 *
 * @param endpoint its S3, or {@code aws}; without it {@code s3.endpoint}
 * @param region the region to sign for; without it {@code s3.region}
 * @param accessKey the access key id; without it {@code s3.accessKey}, or, at an endpoint of its
 *     own, AWS's default chain
 * @param secretKey its secret
 * @param pathStyle whether the bucket is part of the path; without it {@code s3.pathStyle}
 * @param allowed the places it may read and write: {@code s3://bucket}, {@code s3://bucket/prefix},
 *     or {@code s3://*}
 * @param bucketOwner the account that must own those buckets, which S3 checks
 * @param sse how S3 encrypts what is written: {@code AES256}, or the ARN of a KMS key
 * @param export what exports under the role hide
 */
public record RoleConfig(
    Optional<URI> endpoint,
    Optional<String> region,
    Optional<String> accessKey,
    @Secret Optional<String> secretKey,
    Optional<Boolean> pathStyle,
    List<String> allowed,
    Optional<String> bucketOwner,
    Optional<String> sse,
    Optional<ExportConfig> export) {

  private static final URI AWS = URI.create("aws");
  private static final Pattern SSE =
      Pattern.compile("AES256|arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/[\\w/-]{1,256}");
  private static final Pattern PLACE =
      Pattern.compile("s3://(\\*|[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/.*)?)", Pattern.DOTALL);

  public RoleConfig {
    allowed = List.copyOf(allowed);
    if (accessKey.isPresent() != secretKey.isPresent()) {
      throw new IllegalArgumentException("roles: accessKey and secretKey go together");
    }
    endpoint
        .filter(url -> !url.equals(AWS) && !S3Config.isUrl(url))
        .ifPresent(
            url -> {
              throw new IllegalArgumentException(
                  "roles: endpoint must be a URL such as http://host:9000, or aws, was " + url);
            });
    region
        .filter(name -> !S3Config.isRegion(name))
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(
                  "roles: region must look like us-east-1, was " + name);
            });
    bucketOwner
        .filter(account -> !account.matches("[0-9]{12}"))
        .ifPresent(
            account -> {
              throw new IllegalArgumentException(
                  "roles: bucketOwner must be an account of 12 digits, was " + account);
            });
    sse.filter(method -> !SSE.matcher(method).matches())
        .ifPresent(
            method -> {
              throw new IllegalArgumentException(
                  "roles: sse must be AES256 or the ARN of a KMS key, was " + method);
            });
    if (allowed.isEmpty()) {
      throw new IllegalArgumentException(
          "roles: allowed must list where the role may read and write, such as s3://bucket/prefix/");
    }
    for (String place : allowed) {
      if (!PLACE.matcher(place).matches()) {
        throw new IllegalArgumentException(
            "roles: allowed must have s3://bucket, s3://bucket/prefix or s3://*, was " + place);
      }
    }
  }

  /** Whether the default S3 has to encrypt for this role. */
  boolean needsEncryption() {
    return sse.isPresent() && endpoint.isEmpty();
  }

  /** The S3 of this role; what it does not set is taken from the default S3. */
  public S3Config on(S3Config defaults) {
    boolean usesDefaultKeys = accessKey.isEmpty() && endpoint.isEmpty();
    return new S3Config(
        endpoint.isPresent() ? endpoint : defaults.endpoint(),
        region.orElse(defaults.region()),
        usesDefaultKeys ? defaults.accessKey() : accessKey,
        usesDefaultKeys ? defaults.secretKey() : secretKey,
        pathStyle.orElse(defaults.pathStyle()),
        defaults.hosts());
  }

  @Override
  public String toString() { // never the secret
    return "RoleConfig[endpoint=" + endpoint + ", allowed=" + allowed + "]";
  }
}
