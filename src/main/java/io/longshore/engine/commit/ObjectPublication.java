package io.longshore.engine.commit;

import io.longshore.async.AsyncLoop;
import io.longshore.async.BoundedParallel;
import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.engine.output.BatchOutputStore.Intent;
import io.longshore.engine.output.BatchOutputStore.Seen;
import io.longshore.engine.output.OutputRow;
import io.longshore.engine.output.OutputState;
import io.longshore.engine.worker.WorkerContext;
import io.longshore.job.Job;
import io.longshore.job.Lease;
import io.longshore.objectstore.ObjectStore.Head;
import io.longshore.objectstore.ObjectStoreError;
import io.longshore.objectstore.ObjectStoreError.Kind;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes sealed objects visible, as close together as S3 allows: their rows say first, all of them,
 * that they are being completed, then S3 completes them, a bounded number at once. They appear one
 * by one and in no order that a reader may rely on.
 */
final class ObjectPublication {

  /** Rows that one statement moves, and objects after which it is told which can be seen. */
  private static final int TOLD = 256;

  private final WorkerContext workshop;
  private final Lease lease;
  private final LeaseKeeper hold;
  private final ObjectCompletion completion;

  ObjectPublication(WorkerContext workshop, Job job, Lease lease, LeaseKeeper hold) {
    this.workshop = workshop;
    this.lease = lease;
    this.hold = hold;
    this.completion = new ObjectCompletion(workshop, job, lease, hold);
  }

  /**
   * Publishes those that cannot be seen yet, and writes down which can be seen whatever became of
   * the others.
   *
   * @return those whose upload is gone while no object of it is there
   */
  Future<List<OutputRow>> publish(List<OutputRow> objects) {
    List<OutputRow> hidden =
        objects.stream().filter(row -> row.state() != OutputState.VISIBLE).toList();
    Optional<OutputRow> early =
        hidden.stream()
            .filter(row -> row.state() != OutputState.SEALED && !row.state().isPublic())
            .findFirst();
    if (early.isPresent()) {
      String what = early.get().to() + " is " + early.get().state() + " at commit";
      return Future.failedFuture(new IllegalStateException(what));
    }
    List<OutputRow> gone = new ArrayList<>();
    return intend(hidden.stream().filter(row -> row.state() == OutputState.SEALED).toList())
        .compose(
            intended ->
                AsyncLoop.forEachBatch(
                    hidden, TOLD, batch -> complete(batch).onSuccess(gone::addAll).mapEmpty()))
        .map(done -> gone);
  }

  private Future<Void> intend(List<OutputRow> sealed) {
    return AsyncLoop.forEachBatch(
        sealed,
        TOLD,
        batch ->
            hold.lasts(workshop.config().s3Timeout())
                .compose(
                    live ->
                        workshop
                            .objectsOfPieces()
                            .completing(lease, batch.stream().map(Intent::of).toList()))
                .compose(hold::granted));
  }

  private Future<List<OutputRow>> complete(List<OutputRow> batch) {
    List<Seen> seen = new ArrayList<>();
    List<OutputRow> gone = new ArrayList<>();
    return BoundedParallel.forEach(
            batch,
            row ->
                end(row)
                    .onSuccess(
                        found ->
                            found.ifPresentOrElse(
                                head -> seen.add(new Seen(Intent.of(row), head.etag())),
                                () -> gone.add(row)))
                    .mapEmpty(),
            ObjectPublication::isPassing)
        .compose(
            ended ->
                workshop
                    .objectsOfPieces()
                    .visible(lease, seen)
                    .compose(hold::granted)
                    .compose(
                        told ->
                            ended
                                .firstCause()
                                .map(Future::<List<OutputRow>>failedFuture)
                                .orElse(Future.succeededFuture(gone))));
  }

  private Future<Optional<Head>> end(OutputRow row) {
    return row.state() == OutputState.SEALED ? completion.first(row) : completion.resume(row);
  }

  /** After a refusal that only the owner can mend nothing more is put in place. */
  private static boolean isPassing(Throwable failure) {
    return failure instanceof ObjectStoreError error
        && (error.kind() == Kind.TRANSIENT || error.kind() == Kind.THROTTLED);
  }
}
