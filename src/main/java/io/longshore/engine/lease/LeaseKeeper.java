package io.longshore.engine.lease;

import io.longshore.config.WorkerConfig;
import io.longshore.engine.failure.Disposition;
import io.longshore.engine.lease.AttemptStopped.Why;
import io.longshore.job.Lease;
import io.longshore.job.Phase;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the lease of one attempt alive and stops the attempt when the lease may have expired. Its
 * deadline counts from the moment at which the last successful heartbeat was sent, not answered, so
 * it always lies before the expiry in the database. For one context.
 */
public final class LeaseKeeper {

  private static final Logger log = LoggerFactory.getLogger(LeaseKeeper.class);

  private final Vertx vertx;
  private final LeaseStore leases;
  private final Lease lease;
  private final boolean rollback;
  private final WorkerConfig config;
  private final LongSupplier nanos;
  private final Promise<Void> stop = Promise.promise();
  private final Promise<Void> lost = Promise.promise();
  private Why why;
  private int unanswered;
  private boolean databaseSilent;
  private long deadline;
  private long lastTick;
  private long heartbeatTimer = -1;
  private long deadlineTimer = -1;

  /**
   * @param nanos a clock that never goes back
   * @param claimSent what {@code nanos} returned when the claim was sent
   */
  public LeaseKeeper(
      Vertx vertx,
      LeaseStore leases,
      ClaimedTask claim,
      WorkerConfig config,
      LongSupplier nanos,
      long claimSent) {
    this.vertx = vertx;
    this.leases = leases;
    this.lease = claim.task().lease();
    this.rollback = claim.isRollback();
    this.config = config;
    this.nanos = nanos;
    this.deadline = deadlineFrom(claimSent);
    this.lastTick = claimSent;
  }

  /** Starts the heartbeats. */
  public void start() {
    heartbeatTimer = vertx.setPeriodic(config.heartbeat().toMillis(), timer -> tick());
    watchDeadline();
  }

  /** Stops the heartbeats; the lease itself is not released. */
  public void close() {
    vertx.cancelTimer(heartbeatTimer);
    vertx.cancelTimer(deadlineTimer);
  }

  /** Fails with {@link AttemptStopped} when the attempt must stop; never succeeds. */
  public Future<Void> stopped() {
    return stop.future();
  }

  /** Fails with {@link AttemptStopped} when the lease is lost; never succeeds. */
  public Future<Void> lost() {
    return lost.future();
  }

  /** Stops the attempt. The first reason is kept unless the lease is lost later. */
  public void stop(Why reason) {
    if (why == null || reason == Why.LOST) {
      why = reason;
    }
    stop.tryFail(new AttemptStopped(reason));
    if (reason == Why.LOST) {
      lost.tryFail(new AttemptStopped(reason));
    }
  }

  /** Whether the lease was lost because the database did not answer, so it may still be held. */
  public boolean isLostToOutage() {
    return why == Why.LOST && (databaseSilent || unanswered > 0);
  }

  /** Fails with {@link AttemptStopped} if the attempt must stop. */
  public Future<Void> check() {
    if (why != Why.LOST && nanos.getAsLong() - deadline >= 0) {
      stop(Why.LOST);
    }
    return why == null ? Future.succeededFuture() : Future.failedFuture(new AttemptStopped(why));
  }

  /**
   * Like {@link #check}, and requires that the lease lasts that long. Renews it if necessary, and
   * gives it up if it cannot be renewed: a call that takes longer than the lease lasts must not be
   * started.
   */
  public Future<Void> requireRemaining(Duration needed) {
    return check()
        .compose(
            live ->
                deadline - nanos.getAsLong() >= needed.toNanos()
                    ? Future.succeededFuture()
                    : renew()
                        .compose(renewed -> check())
                        .compose(checked -> checkRemaining(needed)));
  }

  /** Half of a lease is enough if the needed time is longer than that. */
  private Future<Void> checkRemaining(Duration needed) {
    long most = config.lease().minus(config.margin()).toNanos() / 2;
    if (deadline - nanos.getAsLong() >= Math.min(needed.toNanos(), most)) {
      return Future.succeededFuture();
    }
    databaseSilent = true;
    stop(Why.LOST);
    return check();
  }

  /**
   * Checks the result of a fenced write. If nothing was written, a heartbeat finds out whether the
   * lease was lost or the job is ending, and the result fails with that reason.
   */
  public Future<Void> requireWritten(boolean written) {
    return written
        ? check()
        : renew()
            .compose(renewed -> check())
            .compose(live -> Future.failedFuture(new AttemptStopped(Why.LOST)));
  }

  /** Renews the lease now. Succeeds also if the database does not answer; the deadline stays. */
  public Future<Void> renew() {
    long sent = nanos.getAsLong();
    unanswered++;
    return leases
        .heartbeat(lease)
        .onSuccess(answer -> answered(answer, sent))
        .onFailure(
            failure ->
                TransientErrors.log(log, failure, "job={} task={} heartbeat failed", job(), seq()))
        .transform(answer -> Future.succeededFuture());
  }

  private void answered(Optional<Phase> phase, long sent) {
    unanswered = 0;
    if (phase.isEmpty()) {
      stop(Why.LOST);
      return;
    }
    deadline = deadlineFrom(sent);
    if (!rollback && Disposition.isEnding(phase.get())) {
      stop(Why.ENDING);
    }
  }

  /** A gap between two ticks means that the process was paused; the lease may have expired. */
  private void tick() {
    long now = nanos.getAsLong();
    boolean paused = now - lastTick > config.lease().toNanos() / 2;
    lastTick = now;
    if (paused) {
      log.warn("job={} task={} drops its lease: the process was paused", job(), seq());
      stop(Why.LOST);
    } else if (check().succeeded() || why != Why.LOST) {
      renew();
    }
  }

  /** Stops the attempt at its deadline even if no heartbeat is answered. */
  private void watchDeadline() {
    long left = Math.max(0, deadline - nanos.getAsLong()) / 1_000_000;
    deadlineTimer =
        vertx.setTimer(
            left + 1,
            timer -> {
              check();
              if (why != Why.LOST) {
                watchDeadline();
              }
            });
  }

  private long deadlineFrom(long sent) {
    return sent + config.lease().minus(config.margin()).toNanos();
  }

  private String job() {
    return lease.job().toString();
  }

  private int seq() {
    return lease.seq();
  }
}
