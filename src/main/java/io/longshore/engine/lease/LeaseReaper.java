package io.longshore.engine.lease;

import io.longshore.async.AsyncLoop;
import io.longshore.engine.failure.Disposition;
import io.longshore.engine.failure.FailureReason;
import io.longshore.engine.worker.WorkerContext;
import io.longshore.job.TaskKind;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends leases that have expired: their tasks are queued again, or fail their job if no attempt is
 * left. Every replica reaps the leases of all replicas.
 */
public final class LeaseReaper {

  private static final Logger log = LoggerFactory.getLogger(LeaseReaper.class);
  private static final int BATCH = 50;
  private static final String WORKER_GONE = "the worker stopped without reporting a result";

  private final WorkerContext context;
  private boolean wasUnreachable;
  private boolean paused;
  private long pausedUntil;

  public LeaseReaper(WorkerContext context) {
    this.context = context;
  }

  /**
   * Reports this worker's unreported releases, then ends expired leases until none is left. After
   * an outage of the database it ends none for the duration of a lease: all leases have expired,
   * and the workers that are alive need the time to renew or release theirs.
   *
   * @return how many leases were ended
   */
  public Future<Integer> runOnce() {
    AtomicInteger all = new AtomicInteger();
    return AsyncLoop.whileTrue(() -> reapBatch(all))
        .map(done -> all.get())
        .onSuccess(context.meter()::leasesReaped);
  }

  /** Returns whether there may be more. */
  private Future<Boolean> reapBatch(AtomicInteger all) {
    AtomicInteger ended = new AtomicInteger();
    return context
        .releases()
        .report()
        .compose(reported -> context.stores().expired().expired(BATCH))
        .onFailure(unreachable -> wasUnreachable = true)
        .map(expired -> isPaused() ? List.<ExpiredLease>of() : expired)
        .compose(
            expired ->
                AsyncLoop.forEach(
                        expired,
                        lease -> end(lease).onSuccess(mine -> ended.addAndGet(mine ? 1 : 0)))
                    .map(
                        done -> {
                          all.addAndGet(ended.get());
                          return expired.size() == BATCH && ended.get() > 0;
                        }));
  }

  private boolean isPaused() {
    long now = context.nanos().getAsLong();
    if (wasUnreachable) {
      wasUnreachable = false;
      paused = true;
      pausedUntil = now + context.config().lease().toNanos();
    }
    paused = paused && now - pausedUntil < 0;
    return paused;
  }

  private Future<Boolean> end(ExpiredLease expired) {
    boolean rollback = expired.kind() == TaskKind.COMMIT && Disposition.isEnding(expired.phase());
    boolean exhausted = !rollback && expired.attempts() >= expired.maxAttempts();
    Disposition disposition = exhausted ? Disposition.FAIL : Disposition.RETRY;
    String reason =
        exhausted ? FailureReason.exhausted(expired.attempts(), WORKER_GONE) : WORKER_GONE;
    // After the first attempt, waiting for the expiry was delay enough.
    Duration delay =
        exhausted || expired.attempts() <= 1
            ? Duration.ZERO
            : context.backoff().after(expired.attempts());
    return context
        .stores()
        .failures()
        .expire(expired, disposition, reason, delay)
        .onSuccess(mine -> log(expired, disposition, mine));
  }

  private static void log(ExpiredLease expired, Disposition disposition, boolean mine) {
    if (mine) {
      log.warn(
          "job={} task={} attempt={} lease expired, {}",
          expired.lease().job(),
          expired.lease().seq(),
          expired.attempts(),
          disposition);
    }
  }
}
