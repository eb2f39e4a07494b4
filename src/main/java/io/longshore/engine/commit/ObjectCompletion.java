package io.longshore.engine.commit;

import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.engine.output.OutputRow;
import io.longshore.engine.output.UploadRevocation;
import io.longshore.engine.worker.WorkerContext;
import io.longshore.job.Job;
import io.longshore.job.Lease;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.Head;
import io.longshore.objectstore.ObjectStore.Upload;
import io.longshore.objectstore.ObjectStoreError;
import io.longshore.objectstore.ObjectStoreError.Kind;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;

/**
 * Completes a sealed upload in S3, after its row was moved to COMPLETING. Every
 * CompleteMultipartUpload is followed by HEAD, which alone decides: the response 200 may contain a
 * failure, and a call that failed may have made the object.
 */
final class ObjectCompletion {

  private final WorkerContext context;
  private final Job job;
  private final Lease lease;
  private final LeaseKeeper keeper;

  ObjectCompletion(WorkerContext context, Job job, Lease lease, LeaseKeeper keeper) {
    this.context = context;
    this.job = job;
    this.lease = lease;
    this.keeper = keeper;
  }

  /** Returns the object; empty if the upload is gone and has made no object. */
  Future<Optional<Head>> complete(OutputRow object) {
    return keeper.requireRemaining(context.config().s3Timeout()).compose(live -> send(object));
  }

  /** Like {@link #complete} if an earlier attempt may have sent the call already. */
  Future<Optional<Head>> resume(OutputRow object) {
    return keeper
        .requireRemaining(context.config().s3Timeout())
        .compose(live -> findOr(object, exists -> exists ? send(object) : await(object)));
  }

  /**
   * Returns the object if it is there and whole.
   *
   * @param otherwise is called with whether the upload still exists
   */
  private Future<Optional<Head>> findOr(
      OutputRow object, Function<Boolean, Future<Optional<Head>>> otherwise) {
    ObjectStore store = store(object);
    return store
        .head(object.to().bucket(), object.to().key())
        .compose(
            found ->
                found.filter(object::madeComplete).isPresent()
                    ? Future.succeededFuture(found)
                    : store.uploadExists(upload(object)).compose(otherwise));
  }

  private Future<Optional<Head>> send(OutputRow object) {
    return store(object)
        .completeUpload(upload(object), object.parts())
        .transform(answer -> check(object, Optional.ofNullable(answer.cause())));
  }

  private Future<Optional<Head>> check(OutputRow object, Optional<Throwable> failure) {
    if (failure.filter(error -> is(error, Kind.PERMANENT)).isPresent()) {
      return Future.failedFuture(failure.get());
    }
    return findOr(object, exists -> missing(object, exists, failure));
  }

  private Future<Optional<Head>> missing(
      OutputRow object, boolean exists, Optional<Throwable> failure) {
    if (failure.filter(error -> is(error, Kind.UPLOAD_GONE)).isPresent()) {
      return Future.succeededFuture(Optional.empty());
    }
    return exists ? Future.failedFuture(failure.orElse(notVisible(object))) : await(object);
  }

  private Future<Optional<Head>> await(OutputRow object) {
    return new UploadRevocation(context, job, lease, keeper)
        .awaitObject(store(object), object)
        .map(found -> found.filter(object::madeComplete));
  }

  private ObjectStore store(OutputRow object) {
    return context.store(job, object.to(), keeper);
  }

  private static Upload upload(OutputRow object) {
    return object.upload().orElseThrow();
  }

  private static boolean is(Throwable error, Kind kind) {
    return error instanceof ObjectStoreError known && known.kind() == kind;
  }

  private static ObjectStoreError notVisible(OutputRow object) {
    return new ObjectStoreError(
        Kind.TRANSIENT, "S3 reported " + object.to() + " as complete but does not return it", null);
  }
}
