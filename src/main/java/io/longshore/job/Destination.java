package io.longshore.job;

import java.util.Optional;

/**
 * Where an object goes.
 *
 * @param roleArn the role of the request, which configuration maps to an endpoint and credentials
 * @param contentType the object's Content-Type
 * @param kmsKeyArn the key for SSE-KMS, or {@link #AES256}, if the request named one
 */
public record Destination(
    String roleArn, String bucket, String key, String contentType, Optional<String> kmsKeyArn) {

  /** In place of a key's ARN: S3 shall encrypt with keys of its own. */
  public static final String AES256 = "AES256";

  public Destination(String roleArn, String bucket, String key, String contentType) {
    this(roleArn, bucket, key, contentType, Optional.empty());
  }

  /** As people write it: {@code s3://bucket/key}. */
  @Override
  public String toString() {
    return "s3://" + bucket + "/" + key;
  }
}
