package io.longshore.engine;

import io.longshore.job.Job;
import io.longshore.job.JobType;
import io.longshore.job.Lease;
import io.longshore.job.Manifest;
import io.longshore.job.Output;
import io.longshore.objectstore.ObjectStore;
import io.longshore.objectstore.ObjectStore.Head;
import io.longshore.objectstore.ObjectStoreError;
import io.longshore.objectstore.ObjectStoreError.Kind;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes a job's objects visible, in their order, the manifest last. Every Complete is followed by
 * HEAD, which alone decides: a 200 may hide a failure, and a failure may hide an object.
 */
final class Commit {

  private final Workshop workshop;
  private final Claim claim;
  private final Job job;
  private final Lease lease;
  private final Hold hold;

  Commit(Workshop workshop, Claim claim, Hold hold) {
    this.workshop = workshop;
    this.claim = claim;
    this.job = claim.task().job();
    this.lease = claim.task().lease();
    this.hold = hold;
  }

  /** True when the job has succeeded, false when some of its pieces must run again. */
  Future<Boolean> run() {
    return workshop.outputs().ofJob(job.id()).compose(this::run);
  }

  private Future<Boolean> run(List<OutputRow> all) {
    List<OutputRow> pieces = all.stream().filter(row -> row.seq() != lease.seq()).toList();
    return missing(pieces, 0, new ArrayList<>())
        .compose(
            missing ->
                missing.isEmpty()
                    ? manifest(all, pieces).compose(objects -> publish(objects, 0))
                    : redo(missing));
  }

  /** Pieces whose sealed upload is gone: better known before the first object can be seen. */
  private Future<List<Integer>> missing(List<OutputRow> pieces, int index, List<Integer> found) {
    if (index == pieces.size()) {
      return Future.succeededFuture(found);
    }
    OutputRow piece = pieces.get(index);
    Future<Boolean> there =
        piece.state() == OutputState.SEALED
            ? hold.check().compose(live -> store(piece).uploadExists(upload(piece)))
            : Future.succeededFuture(true);
    return there.compose(
        exists -> {
          if (!exists) {
            found.add(piece.seq());
          }
          return missing(pieces, index + 1, found);
        });
  }

  /** All objects in the order of their appearance. */
  private Future<List<OutputRow>> manifest(List<OutputRow> all, List<OutputRow> pieces) {
    Optional<OutputRow> begun =
        all.stream()
            .filter(row -> row.seq() == lease.seq())
            .filter(row -> row.state().isPublic())
            .findFirst();
    if (begun.isPresent()) {
      return Future.succeededFuture(all);
    }
    JobType type = workshop.type(job);
    List<Output> outputs = pieces.stream().map(OutputRow::output).toList();
    Optional<Manifest> manifest = type.manifest(job, outputs);
    return manifest
        .map(wanted -> new ManifestFile(workshop, claim, hold).write(wanted))
        .map(written -> written.compose(done -> workshop.outputs().ofJob(job.id())))
        .orElse(Future.succeededFuture(pieces));
  }

  private Future<Boolean> publish(List<OutputRow> objects, int index) {
    if (index == objects.size()) {
      return finish().compose(hold::granted).map(true);
    }
    OutputRow object = objects.get(index);
    return publish(object)
        .compose(visible -> visible ? publish(objects, index + 1) : again(object));
  }

  private Future<Boolean> finish() {
    return workshop.type(job) instanceof ImportType loads
        ? workshop.switches().take(() -> workshop.loads().switchIn(loads, claim.task()))
        : workshop.tasks().succeed(claim.task());
  }

  /** False when the upload is gone and no object of it is there. */
  private Future<Boolean> publish(OutputRow object) {
    return switch (object.state()) {
      case VISIBLE -> Future.succeededFuture(true);
      case COMPLETING -> resume(object);
      case SEALED ->
          hold.lasts(workshop.config().s3Timeout())
              .compose(live -> workshop.outputs().completing(lease, object))
              .compose(hold::granted)
              .compose(granted -> complete(object));
      case NONE, INTENT, OPEN, REVOKING, REVOKED ->
          Future.failedFuture(
              new IllegalStateException(object.to() + " is " + object.state() + " at commit"));
    };
  }

  private Future<Boolean> complete(OutputRow object) {
    return store(object)
        .completeUpload(upload(object), object.parts())
        .transform(answer -> look(object, Optional.ofNullable(answer.cause())));
  }

  /** What became of a Complete that another attempt sent. */
  private Future<Boolean> resume(OutputRow object) {
    ObjectStore store = store(object);
    return hold.lasts(workshop.config().s3Timeout())
        .compose(live -> store.head(object.to().bucket(), object.to().key()))
        .compose(
            found ->
                found.filter(object::madeWhole).isPresent()
                    ? visible(object, found.get())
                    : store
                        .uploadExists(upload(object))
                        .compose(exists -> exists ? complete(object) : await(object)));
  }

  private Future<Boolean> look(OutputRow object, Optional<Throwable> refusal) {
    if (refusal.filter(error -> is(error, Kind.PERMANENT)).isPresent()) {
      return Future.failedFuture(refusal.get());
    }
    ObjectStore store = store(object);
    return store
        .head(object.to().bucket(), object.to().key())
        .compose(
            found ->
                found.filter(object::madeWhole).isPresent()
                    ? visible(object, found.get())
                    : store
                        .uploadExists(upload(object))
                        .compose(exists -> unseen(object, exists, refusal)));
  }

  private Future<Boolean> unseen(OutputRow object, boolean exists, Optional<Throwable> refusal) {
    if (refusal.filter(error -> is(error, Kind.UPLOAD_GONE)).isPresent()) {
      return Future.succeededFuture(false);
    }
    return exists ? Future.failedFuture(refusal.orElse(notSeen(object))) : await(object);
  }

  private Future<Boolean> await(OutputRow object) {
    return new Revocation(workshop, job, lease, hold)
        .awaitObject(store(object), object)
        .compose(
            found ->
                found.filter(object::madeWhole).isPresent()
                    ? visible(object, found.get())
                    : Future.succeededFuture(false));
  }

  private Future<Boolean> visible(OutputRow object, Head head) {
    return workshop.outputs().visible(lease, object, head.etag()).compose(hold::granted).map(true);
  }

  private Future<Boolean> again(OutputRow object) {
    return object.seq() == lease.seq() ? redoManifest(object) : redo(List.of(object.seq()));
  }

  /** Sends pieces back to be done again, unless this has happened too often. */
  private Future<Boolean> redo(List<Integer> pieces) {
    if (claim.task().attempt() >= claim.task().maxAttempts()) {
      String reason = Reason.exhausted(claim.task().attempt(), lost().getMessage());
      return Future.failedFuture(new ObjectStoreError(Kind.PERMANENT, reason, null));
    }
    return workshop
        .tasks()
        .redo(claim.task(), pieces, lost().getMessage())
        .compose(hold::granted)
        .map(false);
  }

  /** The next attempt at the commit writes the manifest anew. */
  private Future<Boolean> redoManifest(OutputRow manifest) {
    return workshop
        .outputs()
        .revoking(lease, manifest)
        .compose(hold::granted)
        .compose(revoking -> Future.failedFuture(lost()));
  }

  private static ObjectStoreError lost() {
    return new ObjectStoreError(Kind.TRANSIENT, "S3 lost an upload that was sealed", null);
  }

  private ObjectStore store(OutputRow object) {
    return workshop.store(job, object.to(), hold);
  }

  private static ObjectStore.Upload upload(OutputRow object) {
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
