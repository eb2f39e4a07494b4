package io.longshore.embedded.s3;

import io.longshore.embedded.s3.data.BucketProperties;

/**
 * The authenticated caller of a request.
 *
 * @param account the account of the access key that signed the request
 * @param isServer whether the server's own key signed, which gives access to every bucket
 */
public record S3Caller(String account, boolean isServer) {

  public void requireAccess(BucketProperties bucket) {
    if (!isServer && !bucket.owner().equals(account)) {
      throw S3ErrorCode.ACCESS_DENIED.error();
    }
  }
}
