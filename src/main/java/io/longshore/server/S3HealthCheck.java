package io.longshore.server;

import io.longshore.api.HealthCheck;
import io.longshore.objectstore.ObjectStoreError;
import io.longshore.objectstore.ObjectStoreError.Kind;
import io.longshore.objectstore.ObjectStores;
import io.vertx.core.Future;

/**
 * Whether S3 answers at all. A refusal is an answer: that the bucket is missing or closed to us is
 * nothing that another replica would not meet, too; {@code doctor} tells of it.
 *
 * @param bucket the one that is asked for
 */
record S3HealthCheck(ObjectStores stores, String bucket) implements HealthCheck {

  @Override
  public String name() {
    return "s3";
  }

  @Override
  public Future<Void> check() {
    return stores
        .own()
        .checkBucket(bucket)
        .recover(
            failure ->
                failure instanceof ObjectStoreError error && error.kind() == Kind.PERMANENT
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure));
  }
}
