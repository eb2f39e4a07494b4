package io.longshore.engine.commit;

import io.longshore.async.AsyncLoop;
import io.longshore.async.BoundedParallel;
import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.engine.output.OutputRow;
import io.longshore.engine.output.OutputStore;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Takes back an upload, and the object if it appeared. An abort that S3 answered well proves
 * nothing: parts may land after it, and so may a Complete (seen with S3Proxy: both succeed). So the
 * abort is repeated until the upload is gone, and then HEAD tells.
 *
 * <p>Objects are deleted by the clean-up only, after which the job makes none any more. A delete by
 * who takes a piece over could be late, and would then meet its successor's object at the same key.
 */
public final class UploadRevocation {

  private static final int ABORTS = 5;
  private static final int LOOKS = 20;

  private final WorkerContext workshop;
  private final Job job;
  private final Lease lease;
  private final LeaseKeeper hold;

  /**
   * @param lease of the task that revokes; it may be another task of the job
   */
  public UploadRevocation(WorkerContext workshop, Job job, Lease lease, LeaseKeeper hold) {
    this.workshop = workshop;
    this.job = job;
    this.lease = lease;
    this.hold = hold;
  }

  /**
   * Revokes an upload whose piece is done again. An object that it made meanwhile stays until the
   * next attempt's replaces it, or the clean-up finds it.
   */
  public Future<Void> revoke(OutputRow output) {
    OutputStore outputs = workshop.outputs();
    return hold.check()
        .compose(live -> outputs.revoking(lease, output))
        .compose(hold::granted)
        .map(granted -> workshop.store(job, output.to(), hold))
        .compose(store -> abort(store, output))
        .compose(gone -> outputs.revoked(lease, output))
        .compose(hold::granted);
  }

  /**
   * Takes back what an output left in S3; nothing is written down here.
   *
   * @return a sentence for the job's owner when an object stays because its key is not the job's
   */
  Future<Optional<String>> undo(ObjectStore store, OutputRow output) {
    return hold.check()
        .compose(live -> abort(store, output))
        .compose(gone -> takeBack(store, output));
  }

  private Future<Void> abort(ObjectStore store, OutputRow output) {
    return uploads(store, output)
        .compose(uploads -> BoundedParallel.map(uploads, upload -> abortUntilGone(store, upload)))
        .mapEmpty();
  }

  /**
   * Between the intent and the upload's id there may be an upload that nobody wrote down. At a key
   * that names the job, whatever is open is the job's own; at others it may be somebody else's.
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
    AtomicInteger times = new AtomicInteger();
    return AsyncLoop.whileTrue(
        () ->
            hold.check()
                .compose(live -> store.abortUpload(upload))
                .compose(aborted -> store.uploadExists(upload))
                .compose(
                    exists ->
                        exists && times.incrementAndGet() == ABORTS
                            ? Future.failedFuture(stays(upload))
                            : Future.succeededFuture(exists)));
  }

  private Future<Optional<String>> takeBack(ObjectStore store, OutputRow output) {
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
                  ? hold.lasts(workshop.config().s3Timeout())
                      .compose(live -> store.delete(bucket, key))
                      .map(Optional.empty())
                  : Future.succeededFuture(
                      Optional.of(output.to() + " was already in place and was left there"));
            });
  }

  /** Looks for an object that a Complete of unknown outcome may still make, for the grace time. */
  Future<Optional<Head>> awaitObject(ObjectStore store, OutputRow output) {
    long grace = workshop.config().completeGrace().toMillis();
    long until = workshop.nanos().getAsLong() + workshop.config().completeGrace().toNanos();
    AtomicReference<Optional<Head>> ours = new AtomicReference<>(Optional.empty());
    return AsyncLoop.whileTrue(
            () ->
                hold.check()
                    .compose(live -> store.head(output.to().bucket(), output.to().key()))
                    .compose(
                        found -> {
                          ours.set(found.filter(output::made));
                          return ours.get().isPresent() || workshop.nanos().getAsLong() - until >= 0
                              ? Future.succeededFuture(false)
                              : workshop.vertx().timer(Math.max(1, grace / LOOKS)).map(true);
                        }))
        .map(looked -> ours.get());
  }

  private static ObjectStoreError stays(Upload upload) {
    return new ObjectStoreError(
        ObjectStoreError.Kind.TRANSIENT,
        "The upload to s3://" + upload.bucket() + "/" + upload.key() + " stays after aborts",
        null);
  }
}
