package io.longshore.engine.commit;

import io.longshore.async.AsyncLoop;
import io.longshore.async.BoundedParallel;
import io.longshore.async.BoundedParallel.Result;
import io.longshore.engine.failure.FailureReason;
import io.longshore.engine.failure.TaskFailureStore;
import io.longshore.engine.lease.AttemptStopped;
import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.engine.load.ImportJobType;
import io.longshore.engine.output.BatchOutputStore.Cleaned;
import io.longshore.engine.output.BatchOutputStore.Intent;
import io.longshore.engine.output.OutputRow;
import io.longshore.engine.output.OutputState;
import io.longshore.engine.worker.WorkerContext;
import io.longshore.job.Job;
import io.longshore.job.Lease;
import io.longshore.job.PermanentFailure;
import io.longshore.objectstore.ObjectStoreError;
import io.longshore.objectstore.ObjectStoreError.Kind;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back everything that a failed or cancelled job made, the manifest first, and then lets the
 * job reach its end. Runs as the job's COMMIT. What S3 refuses for good is named and left at once;
 * what fails otherwise is tried again, for as long as {@code worker.giveUpAfter} and at least
 * {@code worker.maxAttempts} times, and then named and left, too.
 */
public final class Rollback {

  private static final Logger log = LoggerFactory.getLogger(Rollback.class);

  /** Objects after which it is written down which are gone. */
  private static final int TOLD = 256;

  private final WorkerContext workshop;
  private final ClaimedTask claim;
  private final Job job;
  private final Lease lease;
  private final LeaseKeeper hold;
  private final UploadRevocation revocation;
  private final Map<Integer, Throwable> troubles = new HashMap<>();
  private Optional<Throwable> trouble = Optional.empty();
  private boolean everywhere;

  public Rollback(WorkerContext workshop, ClaimedTask claim, LeaseKeeper hold) {
    this.workshop = workshop;
    this.claim = claim;
    this.job = claim.task().job();
    this.lease = claim.task().lease();
    this.hold = hold;
    this.revocation = new UploadRevocation(workshop, job, lease, hold);
  }

  public Future<Void> run() {
    return workshop
        .cleanUps()
        .isOver(lease, workshop.config().giveUpAfter())
        .compose(over -> (isDeadly(over) ? skip() : attempt()).compose(tried -> conclude(over)))
        .compose(done -> workshop.cleanUps().ended(claim))
        .compose(hold::granted);
  }

  /** Attempts at which S3 or the database failed are not counted, so these ended workers. */
  private boolean isDeadly(boolean over) {
    return over && claim.task().attempt() > claim.task().maxAttempts();
  }

  private Future<Void> skip() {
    trouble = Optional.of(new PermanentFailure("each try ended the worker that made it"));
    return Future.succeededFuture();
  }

  private Future<Void> attempt() {
    int manifest = claim.task().seq();
    return unclean()
        .compose(
            all ->
                takeBack(all.stream().filter(row -> row.seq() == manifest).toList())
                    .compose(
                        first ->
                            takeBack(all.stream().filter(row -> row.seq() != manifest).toList())))
        .compose(done -> discard());
  }

  /** What may have something in S3 and was not left already. */
  private Future<List<OutputRow>> unclean() {
    return workshop
        .outputs()
        .ofJob(job.id())
        .map(
            all ->
                all.stream()
                    .filter(row -> row.left().isEmpty())
                    .filter(row -> !row.state().isClean() || row.shown())
                    .toList());
  }

  private Future<Void> discard() {
    return workshop.type(job) instanceof ImportJobType loads
        ? hold.check().compose(live -> loads.discard(job)).recover(this::remember)
        : Future.succeededFuture();
  }

  /** Nothing more is begun when so much failed that it is S3 as a whole. */
  private Future<Void> takeBack(List<OutputRow> rows) {
    return AsyncLoop.forEachBatch(
        rows, TOLD, batch -> everywhere ? nothing() : takeBackSome(batch));
  }

  /** What was being completed is settled first: until then the rows must go on saying so. */
  private Future<Void> takeBackSome(List<OutputRow> batch) {
    List<Cleaned> cleaned = new ArrayList<>();
    List<OutputRow> settled = new ArrayList<>();
    return each(batch, row -> settle(row).onSuccess(done -> settled.add(row)), cleaned)
        .compose(
            done ->
                workshop
                    .objectsOfPieces()
                    .revoking(lease, settled.stream().map(Intent::of).toList()))
        .compose(hold::granted)
        .compose(
            revoking ->
                each(
                    settled,
                    row ->
                        Future.succeededFuture()
                            .map(none -> workshop.store(job, row.to(), hold))
                            .compose(store -> revocation.undo(store, row))
                            .onSuccess(left -> cleaned.add(new Cleaned(Intent.of(row), true, left)))
                            .mapEmpty(),
                    cleaned))
        .compose(tried -> workshop.objectsOfPieces().cleaned(lease, cleaned))
        .compose(hold::granted);
  }

  private Future<Void> each(
      List<OutputRow> rows, Function<OutputRow, Future<Void>> work, List<Cleaned> cleaned) {
    return BoundedParallel.forEach(
            rows,
            row -> work.apply(row).recover(failure -> leaveRefused(row, failure, cleaned)),
            Rollback::isPassing)
        .compose(this::remember);
  }

  /** A Complete that a dead worker sent may still be on its way while the upload is gone. */
  private Future<Void> settle(OutputRow output) {
    if (output.state() != OutputState.COMPLETING) {
      return nothing();
    }
    return Future.succeededFuture()
        .map(none -> workshop.store(job, output.to(), hold))
        .compose(
            store ->
                store
                    .uploadExists(output.upload().orElseThrow())
                    .compose(
                        exists ->
                            exists ? nothing() : revocation.awaitObject(store, output).mapEmpty()));
  }

  /** Without the bucket, or without access to it, nothing is left to be done from here. */
  private Future<Void> leaveRefused(OutputRow row, Throwable failure, List<Cleaned> cleaned) {
    if (failure instanceof ObjectStoreError error && error.kind() == Kind.PERMANENT) {
      cleaned.add(left(row, failure));
      return nothing();
    }
    return Future.failedFuture(failure);
  }

  private static boolean isPassing(Throwable failure) {
    return !(failure instanceof AttemptStopped);
  }

  private Future<Void> remember(Result<OutputRow> ended) {
    Optional<Throwable> stop =
        ended.failures().stream()
            .map(BoundedParallel.Failure::cause)
            .filter(AttemptStopped.class::isInstance)
            .findFirst();
    if (stop.isPresent()) {
      return Future.failedFuture(stop.get());
    }
    ended.failures().forEach(failed -> troubles.put(failed.item().seq(), failed.cause()));
    trouble = trouble.or(ended::firstCause);
    everywhere = everywhere || !ended.allStarted();
    return nothing();
  }

  private Future<Void> remember(Throwable failure) {
    if (failure instanceof AttemptStopped) {
      return Future.failedFuture(failure);
    }
    trouble = trouble.or(() -> Optional.of(failure));
    return nothing();
  }

  /** Fails while something is left that is worth another try. */
  private Future<Void> conclude(boolean over) {
    if (trouble.isEmpty()) {
      return nothing();
    }
    if (!over) {
      return Future.failedFuture(trouble.get());
    }
    log.warn("job={} is not cleaned up any longer", job.id(), trouble.get());
    return unclean()
        .compose(
            rows ->
                AsyncLoop.forEachBatch(
                    rows,
                    TOLD,
                    batch ->
                        workshop
                            .objectsOfPieces()
                            .cleaned(lease, batch.stream().map(this::left).toList())
                            .compose(hold::granted)));
  }

  private Cleaned left(OutputRow row) {
    return left(row, troubles.getOrDefault(row.seq(), trouble.orElseThrow()));
  }

  /** Of an upload that nobody knows whether it was ever started there is nothing to be said. */
  private Cleaned left(OutputRow row, Throwable why) {
    String reason = TaskFailureStore.bounded(FailureReason.of(why).text());
    log.warn("job={} task={} cannot be cleaned up: {}", job.id(), row.seq(), reason);
    Optional<String> what =
        row.maybeSeen()
            ? Optional.of("%s could not be taken back: %s".formatted(row.to(), reason))
            : row.uploadId()
                .map(
                    id ->
                        "An upload to %s, which nobody sees, could not be aborted: %s"
                            .formatted(row.to(), reason));
    return new Cleaned(Intent.of(row), false, what.map(TaskFailureStore::bounded));
  }

  private static Future<Void> nothing() {
    return Future.succeededFuture();
  }
}
