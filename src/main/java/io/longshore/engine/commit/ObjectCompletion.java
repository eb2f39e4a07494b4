package io.longshore.engine.commit;

import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.engine.output.OutputRow;
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
 * Has S3 complete a sealed upload whose row says so. Every Complete is followed by HEAD, which
 * alone decides: a 200 may hide a failure, and a failure may hide an object.
 */
final class ObjectCompletion {

  private final WorkerContext workshop;
  private final Job job;
  private final Lease lease;
  private final LeaseKeeper hold;

  ObjectCompletion(WorkerContext workshop, Job job, Lease lease, LeaseKeeper hold) {
    this.workshop = workshop;
    this.job = job;
    this.lease = lease;
    this.hold = hold;
  }

  /** The object; empty when the upload is gone and no object of it is there. */
  Future<Optional<Head>> first(OutputRow object) {
    return hold.lasts(workshop.config().s3Timeout()).compose(live -> complete(object));
  }

  /** The same after a Complete that another attempt may have sent. */
  Future<Optional<Head>> resume(OutputRow object) {
    return hold.lasts(workshop.config().s3Timeout())
        .compose(live -> seen(object, exists -> exists ? complete(object) : await(object)));
  }

  /**
   * The object, if it is there and whole.
   *
   * @param otherwise is told whether the upload still exists
   */
  private Future<Optional<Head>> seen(
      OutputRow object, Function<Boolean, Future<Optional<Head>>> otherwise) {
    ObjectStore store = store(object);
    return store
        .head(object.to().bucket(), object.to().key())
        .compose(
            found ->
                found.filter(object::madeWhole).isPresent()
                    ? Future.succeededFuture(found)
                    : store.uploadExists(upload(object)).compose(otherwise));
  }

  private Future<Optional<Head>> complete(OutputRow object) {
    return store(object)
        .completeUpload(upload(object), object.parts())
        .transform(answer -> look(object, Optional.ofNullable(answer.cause())));
  }

  private Future<Optional<Head>> look(OutputRow object, Optional<Throwable> refusal) {
    if (refusal.filter(error -> is(error, Kind.PERMANENT)).isPresent()) {
      return Future.failedFuture(refusal.get());
    }
    return seen(object, exists -> unseen(object, exists, refusal));
  }

  private Future<Optional<Head>> unseen(
      OutputRow object, boolean exists, Optional<Throwable> refusal) {
    if (refusal.filter(error -> is(error, Kind.UPLOAD_GONE)).isPresent()) {
      return Future.succeededFuture(Optional.empty());
    }
    return exists ? Future.failedFuture(refusal.orElse(notSeen(object))) : await(object);
  }

  private Future<Optional<Head>> await(OutputRow object) {
    return new UploadRevocation(workshop, job, lease, hold)
        .awaitObject(store(object), object)
        .map(found -> found.filter(object::madeWhole));
  }

  private ObjectStore store(OutputRow object) {
    return workshop.store(job, object.to(), hold);
  }

  private static Upload upload(OutputRow object) {
    return object.upload().orElseThrow();
  }

  private static boolean is(Throwable error, Kind kind) {
    return error instanceof ObjectStoreError known && known.kind() == kind;
  }

  private static ObjectStoreError notSeen(OutputRow object) {
    return new ObjectStoreError(
        Kind.TRANSIENT, "S3 said that " + object.to() + " is complete, and does not show it", null);
  }
}
