package io.longshore.engine;

import io.longshore.job.Job;
import io.longshore.job.Lease;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.Head;
import io.longshore.objectstore.ObjectStore.Upload;
import io.longshore.objectstore.ObjectStoreError;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * Takes back an upload, and the object if it appeared. An abort that S3 answered well proves
 * nothing: parts may land after it, and so may a Complete (seen with S3Proxy: both succeed). So the
 * abort is repeated until the upload is gone, and then HEAD tells.
 */
final class Revocation {

  private static final int ABORTS = 5;

  private final Workshop workshop;
  private final Job job;
  private final Lease lease;
  private final Hold hold;

  /**
   * @param lease of the task that revokes; it may be another task of the job
   */
  Revocation(Workshop workshop, Job job, Lease lease, Hold hold) {
    this.workshop = workshop;
    this.job = job;
    this.lease = lease;
    this.hold = hold;
  }

  /**
   * Revokes an output.
   *
   * @return a sentence for the job's owner when an object stays because its key is not the job's
   */
  Future<Optional<String>> revoke(OutputRow output) {
    OutputStore outputs = workshop.outputs();
    return hold.check()
        .compose(live -> outputs.revoking(lease, output))
        .compose(hold::granted)
        .map(granted -> workshop.store(job, output.to(), hold))
        .compose(
            store ->
                uploads(store, output)
                    .compose(uploads -> abort(store, uploads, 0))
                    .compose(gone -> takeBack(store, output)))
        .compose(
            left -> outputs.revoked(lease, output).compose(hold::granted).map(revoked -> left));
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

  private Future<Void> abort(ObjectStore store, List<Upload> uploads, int index) {
    if (index == uploads.size()) {
      return Future.succeededFuture();
    }
    return abortUntilGone(store, uploads.get(index), 1)
        .compose(gone -> abort(store, uploads, index + 1));
  }

  private Future<Void> abortUntilGone(ObjectStore store, Upload upload, int times) {
    return hold.check()
        .compose(live -> store.abortUpload(upload))
        .compose(aborted -> store.uploadExists(upload))
        .compose(
            exists -> {
              if (!exists) {
                return Future.succeededFuture();
              }
              return times < ABORTS
                  ? abortUntilGone(store, upload, times + 1)
                  : Future.failedFuture(stays(upload));
            });
  }

  private Future<Optional<String>> takeBack(ObjectStore store, OutputRow output) {
    String bucket = output.to().bucket();
    String key = output.to().key();
    return store
        .head(bucket, key)
        .compose(
            found -> {
              if (found.filter(output::made).isEmpty()) {
                return Future.succeededFuture(Optional.empty());
              }
              return output.isOwnKey()
                  ? store.delete(bucket, key).map(Optional.empty())
                  : Future.succeededFuture(
                      Optional.of(output.to() + " was already in place and was left there"));
            });
  }

  /** Looks for an object that a Complete of unknown outcome may still make, for the grace time. */
  Future<Optional<Head>> awaitObject(ObjectStore store, OutputRow output) {
    long until = workshop.nanos().getAsLong() + workshop.config().completeGrace().toNanos();
    return awaitObject(store, output, until);
  }

  private Future<Optional<Head>> awaitObject(ObjectStore store, OutputRow output, long until) {
    return hold.check()
        .compose(live -> store.head(output.to().bucket(), output.to().key()))
        .compose(
            found -> {
              Optional<Head> ours = found.filter(output::made);
              if (ours.isPresent() || workshop.nanos().getAsLong() - until >= 0) {
                return Future.succeededFuture(ours);
              }
              long pause = Math.max(1, workshop.config().completeGrace().toMillis() / 20);
              return workshop
                  .vertx()
                  .timer(pause)
                  .compose(paused -> awaitObject(store, output, until));
            });
  }

  private static ObjectStoreError stays(Upload upload) {
    return new ObjectStoreError(
        ObjectStoreError.Kind.TRANSIENT,
        "The upload to s3://" + upload.bucket() + "/" + upload.key() + " stays after aborts",
        null);
  }
}
