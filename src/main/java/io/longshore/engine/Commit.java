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
 * Makes a job's objects visible, in the order of its pieces, the manifest last. The many objects of
 * one piece appear together, in no order.
 */
final class Commit {

  private final Workshop workshop;
  private final Claim claim;
  private final Job job;
  private final Lease lease;
  private final Hold hold;
  private final Completion completion;
  private final ManyCompletions many;

  Commit(Workshop workshop, Claim claim, Hold hold) {
    this.workshop = workshop;
    this.claim = claim;
    this.job = claim.task().job();
    this.lease = claim.task().lease();
    this.hold = hold;
    this.completion = new Completion(workshop, job, lease, hold);
    this.many = new ManyCompletions(workshop, job, lease, hold);
  }

  /** True when the job has succeeded, false when some of its pieces must run again. */
  Future<Boolean> run() {
    return workshop.outputs().ofJob(job.id()).compose(this::run);
  }

  private Future<Boolean> run(List<OutputRow> all) {
    List<OutputRow> pieces = all.stream().filter(row -> row.seq() != lease.seq()).toList();
    List<OutputRow> single =
        pieces.stream()
            .filter(row -> row.piece().isEmpty() && row.state() == OutputState.SEALED)
            .toList();
    List<OutputRow> ofMany = pieces.stream().filter(row -> row.piece().isPresent()).toList();
    return missing(single, 0, new ArrayList<>())
        .compose(
            missing -> missing.isEmpty() ? many.missing(ofMany) : Future.succeededFuture(missing))
        .compose(
            missing ->
                missing.isEmpty()
                    ? manifest(all, pieces).compose(objects -> publish(groups(objects), 0))
                    : redo(missing));
  }

  /** Those whose sealed upload is gone: better known before the first object can be seen. */
  private Future<List<OutputRow>> missing(
      List<OutputRow> sealed, int index, List<OutputRow> found) {
    if (index == sealed.size()) {
      return Future.succeededFuture(found);
    }
    OutputRow piece = sealed.get(index);
    return hold.check()
        .compose(live -> store(piece).uploadExists(upload(piece)))
        .compose(
            exists -> {
              if (!exists) {
                found.add(piece);
              }
              return missing(sealed, index + 1, found);
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

  /** What is not visible yet: the objects of a piece that makes many as one, others alone. */
  private static List<List<OutputRow>> groups(List<OutputRow> objects) {
    List<List<OutputRow>> groups = new ArrayList<>();
    int last = -1;
    for (OutputRow object : objects) {
      if (object.state() == OutputState.VISIBLE) {
        continue;
      }
      if (object.piece().isEmpty() || object.pieceSeq() != last) {
        groups.add(new ArrayList<>());
      }
      last = object.pieceSeq();
      groups.get(groups.size() - 1).add(object);
    }
    return groups;
  }

  private Future<Boolean> publish(List<List<OutputRow>> groups, int index) {
    if (index == groups.size()) {
      return finish().compose(hold::granted).map(true);
    }
    return publish(groups.get(index))
        .compose(gone -> gone.isEmpty() ? publish(groups, index + 1) : again(gone));
  }

  private Future<Boolean> finish() {
    return workshop.type(job) instanceof ImportType loads
        ? workshop.switches().take(() -> workshop.loads().switchIn(loads, claim.task()))
        : workshop.tasks().succeed(claim.task());
  }

  /** Brings those whose upload is gone while no object of it is there. */
  private Future<List<OutputRow>> publish(List<OutputRow> group) {
    Optional<OutputRow> early =
        group.stream()
            .filter(row -> row.state() != OutputState.SEALED && !row.state().isPublic())
            .findFirst();
    if (early.isPresent()) {
      return Future.failedFuture(
          new IllegalStateException(
              early.get().to() + " is " + early.get().state() + " at commit"));
    }
    OutputRow object = group.get(0);
    return object.piece().isPresent()
        ? many.publish(group)
        : publish(object).map(visible -> visible ? List.of() : group);
  }

  private Future<Boolean> publish(OutputRow object) {
    Future<Optional<Head>> found =
        object.state() == OutputState.COMPLETING
            ? completion.resume(object)
            : hold.lasts(workshop.config().s3Timeout())
                .compose(live -> workshop.outputs().completing(lease, object))
                .compose(hold::granted)
                .compose(granted -> completion.first(object));
    return found.compose(
        seen ->
            seen.isPresent()
                ? workshop
                    .outputs()
                    .visible(lease, object, seen.get().etag())
                    .compose(hold::granted)
                    .map(true)
                : Future.succeededFuture(false));
  }

  private Future<Boolean> again(List<OutputRow> gone) {
    return gone.get(0).seq() == lease.seq() ? redoManifest(gone.get(0)) : redo(gone);
  }

  /** Sends pieces back to be done again, unless this has happened too often. */
  private Future<Boolean> redo(List<OutputRow> gone) {
    if (claim.task().attempt() >= claim.task().maxAttempts()) {
      String reason = Reason.exhausted(claim.task().attempt(), lost().getMessage());
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

  private static ObjectStoreError lost() {
    return new ObjectStoreError(Kind.TRANSIENT, "S3 lost an upload that was sealed", null);
  }

  private ObjectStore store(OutputRow object) {
    return workshop.store(job, object.to(), hold);
  }

  private static ObjectStore.Upload upload(OutputRow object) {
    return object.upload().orElseThrow();
  }
}
