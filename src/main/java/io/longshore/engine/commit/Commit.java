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
import io.longshore.trace.ActiveSpan;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * Commits a job: makes the objects of its pieces visible, and then its manifest. No object appears
 * before all uploads were found in S3 and the manifest is sealed.
 */
public final class Commit {

  private final WorkerContext context;
  private final ClaimedTask claim;
  private final Job job;
  private final Lease lease;
  private final LeaseKeeper keeper;
  private final ObjectPublication publication;

  public Commit(WorkerContext context, ClaimedTask claim, LeaseKeeper keeper) {
    this.context = context;
    this.claim = claim;
    this.job = claim.task().job();
    this.lease = claim.task().lease();
    this.keeper = keeper;
    this.publication = new ObjectPublication(context, job, lease, keeper);
  }

  /** Returns true if the job has succeeded, false if some of its pieces have to run again. */
  public Future<Boolean> run() {
    return claim.mayHaveOutputs()
        ? context.stores().outputs().ofJob(job.id()).compose(this::commit)
        : commit(List.of());
  }

  private Future<Boolean> commit(List<OutputRow> all) {
    List<OutputRow> pieces = ofPieces(all);
    return new SealedUploadCheck(context, job, keeper)
        .missing(pieces)
        .compose(
            missing ->
                missing.isEmpty()
                    ? sealManifest(all, pieces).compose(this::publish)
                    : redo(missing));
  }

  /** Seals the manifest, if the job type has one; returns all outputs. */
  private Future<List<OutputRow>> sealManifest(List<OutputRow> all, List<OutputRow> pieces) {
    if (manifestOf(all).stream().anyMatch(row -> row.state().isPublic())) {
      return Future.succeededFuture(all);
    }
    JobType type = context.type(job);
    List<Output> outputs = pieces.stream().map(OutputRow::output).toList();
    Optional<Manifest> manifest = type.manifest(job, outputs);
    return manifest
        .map(content -> new ManifestWriter(context, claim, keeper).write(content))
        .map(written -> written.compose(done -> context.stores().outputs().ofJob(job.id())))
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
                    ? finish().compose(keeper::requireWritten).map(true)
                    : redoManifest(gone.get(0)));
  }

  private Future<Boolean> finish() {
    return context.type(job) instanceof ImportJobType imports
        ? context.publicationSlots().withPermit(() -> publishRows(imports))
        : context.stores().commits().succeed(claim.task());
  }

  private Future<Boolean> publishRows(ImportJobType type) {
    return ActiveSpan.within(
        "publication", () -> context.stores().loads().publish(type, claim.task()));
  }

  /** Queues the pieces of lost outputs again; fails if the commit has no attempt left. */
  private Future<Boolean> redo(List<OutputRow> gone) {
    if (claim.task().attempt() >= claim.task().maxAttempts()) {
      String reason = FailureReason.exhausted(claim.task().attempt(), lost().getMessage());
      return Future.failedFuture(new ObjectStoreError(Kind.PERMANENT, reason, null));
    }
    return context
        .stores()
        .commits()
        .redo(claim.task(), gone, lost().getMessage())
        .compose(keeper::requireWritten)
        .map(false);
  }

  /** Revokes the manifest; the next attempt at the commit writes it again. */
  private Future<Boolean> redoManifest(OutputRow manifest) {
    return context
        .stores()
        .revocations()
        .revoking(lease, manifest)
        .compose(keeper::requireWritten)
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
