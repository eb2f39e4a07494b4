package io.longshore.engine.commit;

import io.longshore.async.AsyncLoop;
import io.longshore.async.BoundedParallel;
import io.longshore.async.BoundedParallel.Result;
import io.longshore.engine.failure.FailureReason;
import io.longshore.engine.lease.AttemptStopped;
import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.engine.load.ImportJobType;
import io.longshore.engine.output.OutputRow;
import io.longshore.engine.output.OutputState;
import io.longshore.engine.output.OutputToken;
import io.longshore.engine.output.UploadRevocation;
import io.longshore.engine.transition.RevocationStore.RolledBack;
import io.longshore.engine.transition.TaskFailureStore;
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
 * Rolls back a failed or cancelled job: deletes everything that it made, the manifest first, and
 * ends the job. It runs as the job's COMMIT. What S3 refuses permanently is named in the job's
 * failures and left at once. Everything else is attempted for {@code worker.giveUpAfter} and at
 * least {@code worker.maxAttempts} times, and then named and left, too.
 */
public final class Rollback {

  private static final Logger log = LoggerFactory.getLogger(Rollback.class);

  /** The result is recorded after so many outputs. */
  private static final int BATCH = 256;

  private final WorkerContext context;
  private final ClaimedTask claim;
  private final Job job;
  private final Lease lease;
  private final LeaseKeeper keeper;
  private final UploadRevocation revocation;
  private final Map<Integer, Throwable> failures = new HashMap<>();
  private Optional<Throwable> firstFailure = Optional.empty();
  private boolean storeFails;

  public Rollback(WorkerContext context, ClaimedTask claim, LeaseKeeper keeper) {
    this.context = context;
    this.claim = claim;
    this.job = claim.task().job();
    this.lease = claim.task().lease();
    this.keeper = keeper;
    this.revocation = new UploadRevocation(context, job, lease, keeper);
  }

  /** Fails while something is left for another attempt. */
  public Future<Void> run() {
    return context
        .stores()
        .rollbacks()
        .isOver(lease, context.config().giveUpAfter())
        .compose(over -> (endsWorkers(over) ? skip() : attempt()).compose(tried -> conclude(over)))
        .compose(done -> context.stores().rollbacks().end(claim))
        .compose(keeper::requireWritten);
  }

  /** Attempts that met outages are not counted, so each of the counted ones ended its worker. */
  private boolean endsWorkers(boolean over) {
    return over && claim.task().attempt() > claim.task().maxAttempts();
  }

  private Future<Void> skip() {
    firstFailure = Optional.of(new PermanentFailure("each attempt ended the worker that made it"));
    return nothing();
  }

  private Future<Void> attempt() {
    int manifest = claim.task().seq();
    return remaining()
        .compose(
            all ->
                rollBack(all.stream().filter(row -> row.seq() == manifest).toList())
                    .compose(
                        done ->
                            rollBack(all.stream().filter(row -> row.seq() != manifest).toList())))
        .compose(done -> discardLoads());
  }

  /** The outputs that may have something in S3 and were not left by an earlier attempt. */
  private Future<List<OutputRow>> remaining() {
    return context
        .stores()
        .outputs()
        .ofJob(job.id())
        .map(
            all ->
                all.stream()
                    .filter(row -> row.left().isEmpty())
                    .filter(row -> !row.state().isClean() || row.shown())
                    .toList());
  }

  private Future<Void> discardLoads() {
    return context.type(job) instanceof ImportJobType imports
        ? keeper.check().compose(live -> imports.discard(job)).recover(this::remember)
        : nothing();
  }

  /** Stops after a batch in which so much failed that S3 as a whole must be failing. */
  private Future<Void> rollBack(List<OutputRow> rows) {
    return AsyncLoop.forEachBatch(
        rows, BATCH, batch -> storeFails ? nothing() : rollBackBatch(batch));
  }

  /** Rows that are COMPLETING stay so until the outcome of their Complete is known. */
  private Future<Void> rollBackBatch(List<OutputRow> batch) {
    List<RolledBack> results = new ArrayList<>();
    List<OutputRow> settled = new ArrayList<>();
    return each(batch, row -> settle(row).onSuccess(done -> settled.add(row)), results)
        .compose(
            done ->
                context
                    .stores()
                    .revocations()
                    .rollBack(lease, settled.stream().map(OutputToken::of).toList()))
        .compose(keeper::requireWritten)
        .compose(moved -> each(settled, row -> delete(row, results), results))
        .compose(done -> context.stores().revocations().rolledBack(lease, results))
        .compose(keeper::requireWritten);
  }

  private Future<Void> delete(OutputRow row, List<RolledBack> results) {
    return Future.succeededFuture()
        .map(none -> context.store(job, row.to(), keeper))
        .compose(store -> revocation.rollBack(store, row))
        .onSuccess(left -> results.add(new RolledBack(OutputToken.of(row), true, left)))
        .mapEmpty();
  }

  private Future<Void> each(
      List<OutputRow> rows, Function<OutputRow, Future<Void>> work, List<RolledBack> results) {
    return BoundedParallel.forEach(
            rows,
            row -> work.apply(row).recover(failure -> leaveRefused(row, failure, results)),
            Rollback::mayContinueAfter)
        .compose(this::remember);
  }

  /** A Complete that a dead worker sent may still be in progress although its upload is gone. */
  private Future<Void> settle(OutputRow output) {
    if (output.state() != OutputState.COMPLETING) {
      return nothing();
    }
    return Future.succeededFuture()
        .map(none -> context.store(job, output.to(), keeper))
        .compose(
            store ->
                store
                    .uploadExists(output.upload().orElseThrow())
                    .compose(
                        exists ->
                            exists ? nothing() : revocation.awaitObject(store, output).mapEmpty()));
  }

  /** Without the S3 bucket, or without access to it, nothing can be deleted. */
  private Future<Void> leaveRefused(OutputRow row, Throwable failure, List<RolledBack> results) {
    if (failure instanceof ObjectStoreError error && error.kind() == Kind.PERMANENT) {
      results.add(left(row, failure));
      return nothing();
    }
    return Future.failedFuture(failure);
  }

  private static boolean mayContinueAfter(Throwable failure) {
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
    ended.failures().forEach(failed -> failures.put(failed.item().seq(), failed.cause()));
    firstFailure = firstFailure.or(ended::firstCause);
    storeFails = storeFails || !ended.allStarted();
    return nothing();
  }

  private Future<Void> remember(Throwable failure) {
    if (failure instanceof AttemptStopped) {
      return Future.failedFuture(failure);
    }
    firstFailure = firstFailure.or(() -> Optional.of(failure));
    return nothing();
  }

  /** Fails if another attempt follows; otherwise records what is left. */
  private Future<Void> conclude(boolean over) {
    if (firstFailure.isEmpty()) {
      return nothing();
    }
    if (!over) {
      return Future.failedFuture(firstFailure.get());
    }
    log.warn("job={} gives up its rollback", job.id(), firstFailure.get());
    return remaining()
        .compose(
            rows ->
                AsyncLoop.forEachBatch(
                    rows,
                    BATCH,
                    batch ->
                        context
                            .stores()
                            .revocations()
                            .rolledBack(lease, batch.stream().map(this::left).toList())
                            .compose(keeper::requireWritten)));
  }

  private RolledBack left(OutputRow row) {
    return left(row, failures.getOrDefault(row.seq(), firstFailure.orElseThrow()));
  }

  /** There is no sentence for an upload that may never have been started. */
  private RolledBack left(OutputRow row, Throwable failure) {
    String reason = TaskFailureStore.bounded(FailureReason.of(failure).text());
    log.warn("job={} task={} could not be rolled back: {}", job.id(), row.seq(), reason);
    Optional<String> sentence =
        row.maybeVisible()
            ? Optional.of("%s could not be deleted: %s".formatted(row.to(), reason))
            : row.uploadId()
                .map(
                    id ->
                        "An upload to %s, which is not visible, could not be aborted: %s"
                            .formatted(row.to(), reason));
    return new RolledBack(OutputToken.of(row), false, sentence.map(TaskFailureStore::bounded));
  }

  private static Future<Void> nothing() {
    return Future.succeededFuture();
  }
}
