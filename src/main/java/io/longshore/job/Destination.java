package io.longshore.job;

import java.util.Optional;

/**
 * The place of an object in S3, and how it is written there.
 *
 * @param roleArn the role of the request, which the configuration maps to an endpoint and
 *     credentials
 * @param contentType the object's Content-Type
 * @param kmsKeyArn the key for SSE-KMS, or {@link #AES256}, if the request specified one
 */
public record Destination(
    String roleArn, String bucket, String key, String contentType, Optional<String> kmsKeyArn) {

  /** Instead of a key's ARN: S3 encrypts with keys that it manages. */
  public static final String AES256 = "AES256";

  public Destination(String roleArn, String bucket, String key, String contentType) {
    this(roleArn, bucket, key, contentType, Optional.empty());
  }

  /** {@code s3://bucket/key}. */
  @Override
  public String toString() {
    return "s3://" + bucket + "/" + key;
  }
}
