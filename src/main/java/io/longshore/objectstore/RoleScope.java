package io.longshore.objectstore;

import static io.longshore.objectstore.ObjectStoreError.Kind.PERMANENT;

import java.util.List;

/**
 * Where a role may read and write.
 *
 * @param role its ARN, for messages
 * @param places {@code s3://bucket}, {@code s3://bucket/prefix}, or {@code s3://*}
 * @param house the bucket that the house keeps for itself
 * @param ofHouse whether that bucket is open, too
 */
record RoleScope(String role, List<String> places, String house, boolean ofHouse) {

  static final String ANYWHERE = "s3://*";
  private static final String SCHEME = "s3://";

  /** Refuses a bucket, or keys that begin so, outside of these places. */
  void require(String bucket, String prefix) {
    if (!isOpen(bucket, prefix)) {
      throw new ObjectStoreError(
          PERMANENT,
          "%s may not use s3://%s/%s; it may use %s".formatted(role, bucket, prefix, places),
          null);
    }
  }

  /** Whether keys of that bucket that begin so are among these places. */
  boolean isOpen(String bucket, String prefix) {
    if (bucket.equals(house)) {
      return ofHouse;
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

  /** Refuses a bucket in which nothing is open. */
  void requireBucket(String bucket) {
    boolean part = places.stream().anyMatch(open -> open.startsWith(SCHEME + bucket + "/"));
    if (bucket.equals(house) || !part) {
      require(bucket, "");
    }
  }
}
