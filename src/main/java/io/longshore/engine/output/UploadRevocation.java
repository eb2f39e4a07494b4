package io.longshore.engine.output;

import io.longshore.async.AsyncLoop;
import io.longshore.async.AsyncRetry;
import io.longshore.async.BoundedParallel;
import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.engine.transition.RevocationStore;
import io.longshore.engine.worker.WorkerContext;
import io.longshore.job.Job;
import io.longshore.job.Lease;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.Head;
import io.longshore.objectstore.ObjectStore.Upload;
import io.longshore.objectstore.ObjectStoreError;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Revokes an upload, and deletes its object if it appeared. A successful abort proves nothing:
 * parts may arrive after it, and so may a Complete (with S3Proxy both succeed). So the abort is
 * repeated until the upload is gone, and then HEAD shows whether there is an object.
 *
 * <p>Only the rollback deletes objects; the job makes no more objects after it. A delete by the
 * worker that takes a piece over could arrive late and delete the object of a later attempt, which
 * has the same key.
 */
public final class UploadRevocation {

  private static final int MAX_ABORTS = 5;
  private static final int CHECKS = 20;

  private final WorkerContext context;
  private final Job job;
  private final Lease lease;
  private final LeaseKeeper keeper;

  /**
   * @param lease of the task that revokes; it may be another task of the job
   */
  public UploadRevocation(WorkerContext context, Job job, Lease lease, LeaseKeeper keeper) {
    this.context = context;
    this.job = job;
    this.lease = lease;
    this.keeper = keeper;
  }

  /**
   * Revokes an upload whose piece runs again. An object that it has made stays until that of the
   * next attempt replaces it, or the rollback deletes it.
   */
  public Future<Void> revoke(OutputRow output) {
    RevocationStore revocations = context.stores().revocations();
    return keeper
        .check()
        .compose(live -> revocations.revoking(lease, output))
        .compose(keeper::requireWritten)
        .map(written -> context.store(job, output.to(), keeper))
        .compose(store -> abort(store, output))
        .compose(gone -> revocations.revoked(lease, output))
        .compose(keeper::requireWritten);
  }

  /**
   * Deletes what an output left in S3. Its row is not changed.
   *
   * @return a sentence for the job's owner if an object stays because the user chose its key
   */
  public Future<Optional<String>> rollBack(ObjectStore store, OutputRow output) {
    return keeper
        .check()
        .compose(live -> abort(store, output))
        .compose(gone -> deleteObject(store, output));
  }

  private Future<Void> abort(ObjectStore store, OutputRow output) {
    return uploads(store, output)
        .compose(uploads -> BoundedParallel.map(uploads, upload -> abortUntilGone(store, upload)))
        .mapEmpty();
  }

  /**
   * Between INTENT and OPEN there may be an upload whose id is not recorded. At a key that contains
   * the job's id every open upload is the job's own; at other keys it may belong to another
   * program.
   */
  private static Future<List<Upload>> uploads(ObjectStore store, OutputRow output) {
    if (output.upload().isPresent()) {
      return Future.succeededFuture(List.of(output.upload().get()));
    }
    return output.isOwnKey()
        ? store.openUploads(output.to().bucket(), output.to().key())
        : Future.succeededFuture(List.of());
  }

  private Future<Void> abortUntilGone(ObjectStore store, Upload upload) {
    return AsyncRetry.untilTrue(
        MAX_ABORTS,
        attempt ->
            keeper
                .check()
                .compose(live -> store.abortUpload(upload))
                .compose(aborted -> store.uploadExists(upload))
                .map(exists -> !exists),
        () -> Future.failedFuture(notAborted(upload)));
  }

  private Future<Optional<String>> deleteObject(ObjectStore store, OutputRow output) {
    String bucket = output.to().bucket();
    String key = output.to().key();
    return store
        .head(bucket, key)
        .compose(
            found -> {
              if (found.filter(output::madeByJob).isEmpty()) {
                return Future.succeededFuture(Optional.empty());
              }
              return output.isOwnKey()
                  ? keeper
                      .requireRemaining(context.config().s3Timeout())
                      .compose(live -> store.delete(bucket, key))
                      .map(Optional.empty())
                  : Future.succeededFuture(
                      Optional.of(output.to() + " was already visible and was not deleted"));
            });
  }

  /** Waits up to the grace time for an object that a Complete of unknown outcome may still make. */
  public Future<Optional<Head>> awaitObject(ObjectStore store, OutputRow output) {
    long grace = context.config().completeGrace().toMillis();
    long until = context.nanos().getAsLong() + context.config().completeGrace().toNanos();
    AtomicReference<Optional<Head>> ours = new AtomicReference<>(Optional.empty());
    return AsyncLoop.whileTrue(
            () ->
                keeper
                    .check()
                    .compose(live -> store.head(output.to().bucket(), output.to().key()))
                    .compose(
                        found -> {
                          ours.set(found.filter(output::made));
                          return ours.get().isPresent() || context.nanos().getAsLong() - until >= 0
                              ? Future.succeededFuture(false)
                              : context.vertx().timer(Math.max(1, grace / CHECKS)).map(true);
                        }))
        .map(checked -> ours.get());
  }

  private static ObjectStoreError notAborted(Upload upload) {
    return new ObjectStoreError(
        ObjectStoreError.Kind.TRANSIENT,
        "The upload to s3://" + upload.bucket() + "/" + upload.key() + " still exists after aborts",
        null);
  }
}
