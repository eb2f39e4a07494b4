package io.longshore.engine.commit;

import io.longshore.async.AsyncLoop;
import io.longshore.async.BoundedParallel;
import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.engine.output.OutputRow;
import io.longshore.engine.output.OutputState;
import io.longshore.engine.output.OutputToken;
import io.longshore.engine.transition.OutputCompletionStore.VisibleObject;
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
 * Makes sealed objects visible, as close together as S3 allows: first all their rows move to
 * COMPLETING, then S3 completes the uploads, a bounded number at once. The objects appear one by
 * one, in no guaranteed order.
 */
final class ObjectPublication {

  /** Rows that one statement moves; VISIBLE is recorded after so many objects. */
  private static final int BATCH = 256;

  private final WorkerContext context;
  private final Lease lease;
  private final LeaseKeeper keeper;
  private final ObjectCompletion completion;

  ObjectPublication(WorkerContext context, Job job, Lease lease, LeaseKeeper keeper) {
    this.context = context;
    this.lease = lease;
    this.keeper = keeper;
    this.completion = new ObjectCompletion(context, job, lease, keeper);
  }

  /**
   * Publishes the objects that are not visible yet. If some cannot be published, those that became
   * visible are recorded all the same.
   *
   * @return the objects whose upload is gone without having made an object
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
    return moveToCompleting(
            hidden.stream().filter(row -> row.state() == OutputState.SEALED).toList())
        .compose(
            moved ->
                AsyncLoop.forEachBatch(
                    hidden, BATCH, batch -> completeAll(batch).onSuccess(gone::addAll).mapEmpty()))
        .map(done -> gone);
  }

  private Future<Void> moveToCompleting(List<OutputRow> sealed) {
    return AsyncLoop.forEachBatch(
        sealed,
        BATCH,
        batch ->
            keeper
                .requireRemaining(context.config().s3Timeout())
                .compose(
                    live ->
                        context
                            .stores()
                            .publications()
                            .completing(lease, batch.stream().map(OutputToken::of).toList()))
                .compose(keeper::requireWritten));
  }

  private Future<List<OutputRow>> completeAll(List<OutputRow> batch) {
    List<VisibleObject> visible = new ArrayList<>();
    List<OutputRow> gone = new ArrayList<>();
    return BoundedParallel.forEach(
            batch,
            row ->
                completeOne(row)
                    .onSuccess(
                        found ->
                            found.ifPresentOrElse(
                                head ->
                                    visible.add(
                                        new VisibleObject(OutputToken.of(row), head.etag())),
                                () -> gone.add(row)))
                    .mapEmpty(),
            ObjectPublication::isTransient)
        .compose(
            ended ->
                context
                    .stores()
                    .publications()
                    .visible(lease, visible)
                    .compose(keeper::requireWritten)
                    .compose(
                        written ->
                            ended
                                .firstCause()
                                .map(Future::<List<OutputRow>>failedFuture)
                                .orElse(Future.succeededFuture(gone))));
  }

  private Future<Optional<Head>> completeOne(OutputRow row) {
    return row.state() == OutputState.SEALED ? completion.complete(row) : completion.resume(row);
  }

  /** After a permanent failure no further upload is completed. */
  private static boolean isTransient(Throwable failure) {
    return failure instanceof ObjectStoreError error
        && (error.kind() == Kind.TRANSIENT || error.kind() == Kind.THROTTLED);
  }
}
