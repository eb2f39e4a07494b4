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
 * Keeps one lease alive, and knows without asking when it may be over: its deadline runs from the
 * moment the last good heartbeat was sent, not answered.
 */
public final class LeaseKeeper {

  private static final Logger log = LoggerFactory.getLogger(LeaseKeeper.class);

  private final Vertx vertx;
  private final LeaseStore leases;
  private final Lease lease;
  private final boolean cleanUp;
  private final WorkerConfig config;
  private final LongSupplier nanos;
  private final Promise<Void> stop = Promise.promise();
  private final Promise<Void> lost = Promise.promise();
  private Why why;
  private int unanswered;
  private boolean cutOff;
  private long deadline;
  private long lastTick;
  private long ticker = -1;
  private long watch = -1;

  /**
   * @param nanos a clock that never goes back
   * @param claimSent what it said when the claim was sent
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
    this.cleanUp = claim.isCleanUp();
    this.config = config;
    this.nanos = nanos;
    this.deadline = deadlineFrom(claimSent);
    this.lastTick = claimSent;
  }

  public void begin() {
    ticker = vertx.setPeriodic(config.heartbeat().toMillis(), timer -> tick());
    watch();
  }

  public void end() {
    vertx.cancelTimer(ticker);
    vertx.cancelTimer(watch);
  }

  /** Fails with {@link AttemptStopped} when the attempt must not go on; never succeeds. */
  public Future<Void> stopped() {
    return stop.future();
  }

  /** Like {@link #stopped}, but only when the lease is lost. */
  public Future<Void> lost() {
    return lost.future();
  }

  /** Ends the hold from outside. The first reason stands, unless the lease is lost after it. */
  public void stop(Why reason) {
    if (why == null || reason == Why.LOST) {
      why = reason;
    }
    stop.tryFail(new AttemptStopped(reason));
    if (reason == Why.LOST) {
      lost.tryFail(new AttemptStopped(reason));
    }
  }

  /** Whether the lease was lost because the database could not be asked, not because it said so. */
  public boolean isCutOff() {
    return why == Why.LOST && (cutOff || unanswered > 0);
  }

  /** Fails when the attempt must not go on. */
  public Future<Void> check() {
    if (why != Why.LOST && nanos.getAsLong() - deadline >= 0) {
      stop(Why.LOST);
    }
    return why == null ? Future.succeededFuture() : Future.failedFuture(new AttemptStopped(why));
  }

  /**
   * Like {@link #check}, and renews a lease that would not last that long. One that cannot be
   * renewed is given up: what takes longer than is left must not be begun.
   */
  public Future<Void> lasts(Duration needed) {
    return check()
        .compose(
            live ->
                deadline - nanos.getAsLong() >= needed.toNanos()
                    ? Future.succeededFuture()
                    : beat().compose(asked -> check()).compose(held -> enough(needed)));
  }

  /** No lease can be renewed for longer than it is; of one that is short anyway, half must do. */
  private Future<Void> enough(Duration needed) {
    long most = config.lease().minus(config.margin()).toNanos() / 2;
    if (deadline - nanos.getAsLong() >= Math.min(needed.toNanos(), most)) {
      return Future.succeededFuture();
    }
    cutOff = true;
    stop(Why.LOST);
    return check();
  }

  /** Turns the verdict of a fenced write into a stop: a refusal tells that there is a reason. */
  public Future<Void> granted(boolean written) {
    return written
        ? check()
        : beat()
            .compose(asked -> check())
            .compose(held -> Future.failedFuture(new AttemptStopped(Why.LOST)));
  }

  /** Renews the lease now. Succeeds also when the database did not answer: the deadline stands. */
  public Future<Void> beat() {
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
    if (!cleanUp && Disposition.isEnding(phase.get())) {
      stop(Why.ENDING);
    }
  }

  /** A gap between ticks means that this process stood still, and others may have moved on. */
  private void tick() {
    long now = nanos.getAsLong();
    boolean jumped = now - lastTick > config.lease().toNanos() / 2;
    lastTick = now;
    if (jumped) {
      log.warn("job={} task={} stood still, drops its lease", job(), seq());
      stop(Why.LOST);
    } else if (check().succeeded() || why != Why.LOST) {
      beat();
    }
  }

  /** Stops the attempt at its deadline, also when the database is silent. */
  private void watch() {
    long left = Math.max(0, deadline - nanos.getAsLong()) / 1_000_000;
    watch =
        vertx.setTimer(
            left + 1,
            timer -> {
              check();
              if (why != Why.LOST) {
                watch();
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
