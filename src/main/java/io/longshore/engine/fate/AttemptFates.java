package io.longshore.engine.fate;

import io.longshore.async.AsyncLoop;
import io.longshore.async.FirstOf;
import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.job.Job;
import io.longshore.job.Outputs;
import io.longshore.job.PermanentFailure;
import io.longshore.job.Phase;
import io.longshore.job.TaskKind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The fates of one attempt. The attempt says which point it has reached, and goes on when the
 * returned future succeeds. For one context.
 */
public final class AttemptFates {

  /** Of a job without fates. */
  public static final AttemptFates NONE = new AttemptFates(null, null, null, null, null, List.of());

  private static final String BY_A_TEST = "Failed by a test";
  private static final Duration LOOK = Duration.ofMillis(100);

  private final Vertx vertx;
  private final JobFates fates;
  private final ClaimedTask claim;
  private final LeaseKeeper keeper;
  private final Slot slot;
  private final List<Fate> all;
  private final Promise<Void> failed = Promise.promise();
  private boolean ended;

  AttemptFates(
      Vertx vertx,
      JobFates fates,
      ClaimedTask claim,
      LeaseKeeper keeper,
      Slot slot,
      List<Fate> all) {
    this.vertx = vertx;
    this.fates = fates;
    this.claim = claim;
    this.keeper = keeper;
    this.slot = slot;
    this.all = all;
  }

  /** Fails when a fate fails the job in the middle of a piece; never succeeds. */
  public Future<Void> failed() {
    return failed.future();
  }

  /** Does what the fates of the phase say; fails when the job is to fail or the attempt stops. */
  public Future<Void> reach(Phase phase) {
    if (all.isEmpty()) {
      return Future.succeededFuture();
    }
    List<Fate> due = all.stream().filter(fate -> fate.isIn(phase, piece())).toList();
    return AsyncLoop.forEach(due, this::happen);
  }

  /** The outputs of a piece, which count the rows and await what happens at them. */
  public Future<Outputs> around(Outputs outputs) {
    List<Fate> atRows =
        all.stream().filter(f -> f.row().isPresent() && f.isInPiece(piece())).toList();
    if (all.isEmpty()) {
      return Future.succeededFuture(outputs);
    }
    return fates.rowsOf(claim).map(count -> new FatedOutputs(outputs, this, atRows, count));
  }

  /** Ends the waits of the attempt. */
  public void end() {
    ended = true;
    if (!all.isEmpty() && claim.task().kind() == TaskKind.COMMIT) {
      fates.forget(job().id().value());
    }
  }

  int seq() {
    return claim.task().seq();
  }

  /** Does what a fate says. */
  Future<Void> happen(Fate fate) {
    return switch (fate.action()) {
      case HOLD -> fate.released() ? Future.succeededFuture() : hold(fate);
      case FAIL -> fates.store().happened(fate, job(), false).compose(recorded -> fail(fate));
      case SLOW ->
          fates
              .store()
              .happened(fate, job(), false)
              .compose(recorded -> untilStopped(timer(fate.delay().orElse(Duration.ZERO))));
      case S3 -> {
        fates.activateS3(job().id().value(), fate);
        yield Future.succeededFuture();
      }
    };
  }

  private Future<Void> fail(Fate fate) {
    PermanentFailure failure = new PermanentFailure(fate.reason().orElse(BY_A_TEST));
    if (fate.row().isPresent()) {
      failed.tryFail(failure);
    }
    return Future.failedFuture(failure);
  }

  /** Does not keep its slot: tests that hold jobs must not stop those of others. */
  private Future<Void> hold(Fate fate) {
    slot.leave();
    return fates
        .store()
        .happened(fate, job(), true)
        .compose(
            recorded ->
                untilStopped(AsyncLoop.whileTrue(() -> timer(LOOK).compose(later -> isHeld(fate)))))
        .eventually(() -> fates.store().unheld(fate, job()).otherwiseEmpty())
        .eventually(
            () -> {
              slot.reenter();
              return Future.succeededFuture();
            });
  }

  private Future<Boolean> isHeld(Fate fate) {
    return ended ? Future.succeededFuture(false) : fates.store().holds(fate).otherwise(true);
  }

  /** A cancelled job and a worker that stops do not wait for a test. */
  private Future<Void> untilStopped(Future<Void> wait) {
    return FirstOf.futures(keeper.stopped(), wait);
  }

  private Future<Void> timer(Duration time) {
    return vertx.timer(Math.max(1, time.toMillis())).mapEmpty();
  }

  private Optional<Integer> piece() {
    return claim.task().kind() == TaskKind.PIECE
        ? Optional.of(claim.task().seq())
        : Optional.empty();
  }

  private Job job() {
    return claim.task().job();
  }
}
