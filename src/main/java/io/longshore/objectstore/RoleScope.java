package io.longshore.objectstore;

import static io.longshore.objectstore.ObjectStoreError.Kind.PERMANENT;

import java.util.List;

/**
 * The places in S3 that a role may use.
 *
 * @param role its ARN, for messages
 * @param places {@code s3://bucket}, {@code s3://bucket/prefix}, or {@code s3://*}
 * @param serverBucket the bucket of the server's own objects, which {@code places} do not open
 * @param opensServerBucket whether the role may use that bucket
 */
record RoleScope(String role, List<String> places, String serverBucket, boolean opensServerBucket) {

  static final String ANYWHERE = "s3://*";
  private static final String SCHEME = "s3://";

  /**
   * Checks that the role may use keys with the prefix.
   *
   * @throws ObjectStoreError PERMANENT when it may not
   */
  void require(String bucket, String prefix) {
    if (!isOpen(bucket, prefix)) {
      throw new ObjectStoreError(
          PERMANENT,
          "%s may not use s3://%s/%s; it may use %s".formatted(role, bucket, prefix, places),
          null);
    }
  }

  /** Whether the role may use keys with the prefix. */
  boolean isOpen(String bucket, String prefix) {
    if (bucket.equals(serverBucket)) {
      return opensServerBucket;
    }
    String whole = SCHEME + bucket;
    String place = whole + "/" + prefix;
    return places.stream()
        .anyMatch(
            open ->
                open.equals(ANYWHERE)
                    || open.equals(whole)
                    || (open.startsWith(whole + "/") && place.startsWith(open)));
  }

  /**
   * Checks that the role may use some keys of the bucket.
   *
   * @throws ObjectStoreError PERMANENT when it may use none
   */
  void requireBucket(String bucket) {
    boolean part = places.stream().anyMatch(open -> open.startsWith(SCHEME + bucket + "/"));
    if (bucket.equals(serverBucket) || !part) {
      require(bucket, "");
    }
  }
}
