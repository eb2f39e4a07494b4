package io.longshore.server;

import io.longshore.api.HealthCheck;
import io.longshore.objectstore.ObjectStoreError;
import io.longshore.objectstore.ObjectStoreError.Kind;
import io.longshore.objectstore.ObjectStores;
import io.vertx.core.Future;

/**
 * Checks that S3 answers. A refusal is an answer: a missing or forbidden bucket is the same for all
 * replicas, and {@code doctor} reports it.
 *
 * @param bucket the bucket that is checked
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
