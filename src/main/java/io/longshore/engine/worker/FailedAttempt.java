package io.longshore.engine.worker;

import io.longshore.async.AsyncRetry;
import io.longshore.engine.EngineMeter.AttemptEnd;
import io.longshore.engine.failure.Disposition;
import io.longshore.engine.failure.FailureReason;
import io.longshore.engine.failure.FailureReason.Fault;
import io.longshore.engine.lease.AttemptStopped;
import io.longshore.engine.lease.AttemptStopped.Why;
import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.lease.LeaseKeeper;
import io.longshore.job.Task;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the lease of an attempt that failed or was stopped: releases the task, queues it again, or
 * fails the job. A lease that was lost is left to the worker that has it now.
 */
final class FailedAttempt {

  private static final Logger log = LoggerFactory.getLogger(FailedAttempt.class);

  private static final int WRITES = 4;

  private final WorkerContext context;
  private final ClaimedTask claim;
  private final Task task;
  private final LeaseKeeper keeper;

  FailedAttempt(WorkerContext context, ClaimedTask claim, LeaseKeeper keeper) {
    this.context = context;
    this.claim = claim;
    this.task = claim.task();
    this.keeper = keeper;
  }

  /** Ends the lease. Succeeds also if the database cannot be reached; the lease expires then. */
  Future<AttemptEnd> end(Throwable failure) {
    return endAs(failure)
        .recover(
            unwritten -> {
              TransientErrors.log(
                  log,
                  unwritten,
                  "job={} type={} task={} could not end its lease",
                  task.job().id(),
                  task.job().type(),
                  task.seq());
              if (TransientErrors.isOutage(unwritten)) {
                context.releases().add(claim);
              }
              return Future.succeededFuture(AttemptEnd.LOST);
            });
  }

  Future<AttemptEnd> failJob(String reason) {
    return end(Disposition.FAIL, reason, Duration.ZERO, AttemptEnd.FAILED);
  }

  private Future<AttemptEnd> endAs(Throwable failure) {
    if (failure instanceof AttemptStopped stopped) {
      return stopped(stopped.why());
    }
    FailureReason reason = FailureReason.of(failure);
    if (!reason.isKnown()) {
      log.warn(
          "job={} account={} type={} task={} attempt={}",
          task.job().id(),
          task.job().account(),
          task.job().type(),
          task.seq(),
          task.attempt(),
          failure);
    }
    if (reason.fault().isOutage()) {
      return postpone(reason);
    }
    if (claim.isRollback()) {
      return retry(reason);
    }
    if (reason.fault() == Fault.PERMANENT) {
      return failJob(reason.text());
    }
    return task.attempt() < task.maxAttempts()
        ? retry(reason)
        : failJob(FailureReason.exhausted(task.attempt(), reason.text()));
  }

  private Future<AttemptEnd> stopped(Why why) {
    AttemptEnd as = why == Why.ENDING ? AttemptEnd.CANCELLED : AttemptEnd.RELEASED;
    return why == Why.LOST
        ? Future.succeededFuture(lost())
        : end(Disposition.RELEASE, null, Duration.ZERO, as);
  }

  private AttemptEnd lost() {
    if (keeper.isLostToOutage()) {
      context.releases().add(claim);
    }
    return AttemptEnd.LOST;
  }

  private Future<AttemptEnd> retry(FailureReason reason) {
    Duration delay = context.backoff().after(task.attempt());
    return end(Disposition.RETRY, reason.text(), delay, AttemptEnd.RETRIED);
  }

  /**
   * Queues the task again without charging the attempt. The attempts are limited by time instead;
   * those of a rollback are limited by the rollback itself.
   */
  private Future<AttemptEnd> postpone(FailureReason reason) {
    Duration patience = context.config().giveUpAfter();
    Future<Optional<Integer>> outlasted =
        claim.isRollback()
            ? Future.succeededFuture(Optional.empty())
            : context.stores().failures().outlasted(task, patience).otherwise(Optional.empty());
    Duration delay = context.outageDelay(reason.fault(), claim.outages() + 1);
    return outlasted.compose(
        attempts ->
            attempts.isPresent()
                ? failJob(FailureReason.outlasted(attempts.get(), patience, reason.text()))
                : end(Disposition.POSTPONE, reason.text(), delay, AttemptEnd.POSTPONED));
  }

  /** Repeats a write that failed; otherwise the task would wait for the lease to expire. */
  private Future<AttemptEnd> end(
      Disposition disposition, String reason, Duration delay, AttemptEnd as) {
    long pause = context.config().heartbeat().toMillis() / 2;
    return AsyncRetry.call(
            WRITES,
            () -> context.stores().failures().end(task, disposition, reason, delay),
            (failure, attempt) -> context.vertx().timer(pause))
        .map(mine -> mine ? as : AttemptEnd.LOST);
  }
}
