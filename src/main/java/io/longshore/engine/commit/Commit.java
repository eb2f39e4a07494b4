package io.longshore.engine.commit;

import io.longshore.engine.failure.FailureReason;
import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.engine.load.ImportJobType;
import io.longshore.engine.output.OutputRow;
import io.longshore.engine.worker.WorkerContext;
import io.longshore.job.Job;
import io.longshore.job.JobType;
import io.longshore.job.Lease;
import io.longshore.job.Manifest;
import io.longshore.job.Output;
import io.longshore.objectstore.ObjectStoreError;
import io.longshore.objectstore.ObjectStoreError.Kind;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * Makes a job's objects visible: those of its pieces together, and when all of them can be seen the
 * manifest. Nothing appears before every upload was found and the manifest is sealed.
 */
public final class Commit {

  private final WorkerContext workshop;
  private final ClaimedTask claim;
  private final Job job;
  private final Lease lease;
  private final LeaseKeeper hold;
  private final ObjectPublication publication;

  public Commit(WorkerContext workshop, ClaimedTask claim, LeaseKeeper hold) {
    this.workshop = workshop;
    this.claim = claim;
    this.job = claim.task().job();
    this.lease = claim.task().lease();
    this.hold = hold;
    this.publication = new ObjectPublication(workshop, job, lease, hold);
  }

  /** True when the job has succeeded, false when some of its pieces must run again. */
  public Future<Boolean> run() {
    return workshop.outputs().ofJob(job.id()).compose(this::complete);
  }

  private Future<Boolean> complete(List<OutputRow> all) {
    List<OutputRow> pieces = ofPieces(all);
    return new SealedUploadCheck(workshop, job, hold)
        .missing(pieces)
        .compose(
            missing ->
                missing.isEmpty() ? manifest(all, pieces).compose(this::publish) : redo(missing));
  }

  /** All objects; the manifest, if there is one, is sealed. */
  private Future<List<OutputRow>> manifest(List<OutputRow> all, List<OutputRow> pieces) {
    if (manifestOf(all).stream().anyMatch(row -> row.state().isPublic())) {
      return Future.succeededFuture(all);
    }
    JobType type = workshop.type(job);
    List<Output> outputs = pieces.stream().map(OutputRow::output).toList();
    Optional<Manifest> manifest = type.manifest(job, outputs);
    return manifest
        .map(wanted -> new ManifestWriter(workshop, claim, hold).write(wanted))
        .map(written -> written.compose(done -> workshop.outputs().ofJob(job.id())))
        .orElse(Future.succeededFuture(pieces));
  }

  private Future<Boolean> publish(List<OutputRow> all) {
    return publication
        .publish(ofPieces(all))
        .compose(gone -> gone.isEmpty() ? publishManifest(manifestOf(all)) : redo(gone));
  }

  private Future<Boolean> publishManifest(List<OutputRow> manifest) {
    return publication
        .publish(manifest)
        .compose(
            gone ->
                gone.isEmpty()
                    ? finish().compose(hold::granted).map(true)
                    : redoManifest(gone.get(0)));
  }

  private Future<Boolean> finish() {
    return workshop.type(job) instanceof ImportJobType loads
        ? workshop.switches().withPermit(() -> workshop.loads().switchIn(loads, claim.task()))
        : workshop.tasks().succeed(claim.task());
  }

  /** Sends pieces back to be done again, unless this has happened too often. */
  private Future<Boolean> redo(List<OutputRow> gone) {
    if (claim.task().attempt() >= claim.task().maxAttempts()) {
      String reason = FailureReason.exhausted(claim.task().attempt(), lost().getMessage());
      return Future.failedFuture(new ObjectStoreError(Kind.PERMANENT, reason, null));
    }
    return workshop
        .tasks()
        .redo(claim.task(), gone, lost().getMessage())
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

  private List<OutputRow> ofPieces(List<OutputRow> all) {
    return all.stream().filter(row -> row.seq() != lease.seq()).toList();
  }

  private List<OutputRow> manifestOf(List<OutputRow> all) {
    return all.stream().filter(row -> row.seq() == lease.seq()).toList();
  }

  private static ObjectStoreError lost() {
    return new ObjectStoreError(Kind.TRANSIENT, "S3 lost an upload that was sealed", null);
  }
}
