package io.longshore.embedded.s3;

import io.longshore.embedded.s3.data.BucketProperties;

/**
 * Who calls.
 *
 * @param account whose key signed
 * @param isServer whether it is this server itself, to which every bucket is open
 */
public record S3Caller(String account, boolean isServer) {

  public void requireOwn(BucketProperties bucket) {
    if (!isServer && !bucket.owner().equals(account)) {
      throw S3ErrorCode.ACCESS_DENIED.error();
    }
  }
}
