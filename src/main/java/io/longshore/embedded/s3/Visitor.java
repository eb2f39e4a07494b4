package io.longshore.embedded.s3;

/**
 * Who calls.
 *
 * @param account whose key signed
 * @param isServer whether it is this server itself, to which every bucket is open
 */
record Visitor(String account, boolean isServer) {

  void requireOwn(BucketFacts bucket) {
    if (!isServer && !bucket.owner().equals(account)) {
      throw Code.ACCESS_DENIED.error();
    }
  }
}
