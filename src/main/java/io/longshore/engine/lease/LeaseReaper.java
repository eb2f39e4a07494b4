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
 * Takes away leases that nobody renewed: their tasks are queued again, or fail their job when a
 * worker has died of each attempt. Any replica sweeps.
 */
public final class LeaseReaper {

  private static final Logger log = LoggerFactory.getLogger(LeaseReaper.class);
  private static final int BATCH = 50;
  private static final String SILENT = "the worker stopped without a word";

  private final WorkerContext workshop;
  private boolean wasOut;
  private boolean quiet;
  private long quietUntil;

  public LeaseReaper(WorkerContext workshop) {
    this.workshop = workshop;
  }

  /**
   * Says first what this worker could not say, then sweeps until nothing is overdue; brings how
   * many leases it took away. After an outage it takes none for the time of a lease: all have
   * expired, and the living have to get their word in.
   */
  public Future<Integer> runOnce() {
    AtomicInteger all = new AtomicInteger();
    return AsyncLoop.whileTrue(() -> sweep(all))
        .map(swept -> all.get())
        .onSuccess(workshop.meter()::swept);
  }

  /** Whether there may be more. */
  private Future<Boolean> sweep(AtomicInteger all) {
    AtomicInteger taken = new AtomicInteger();
    return workshop
        .excuses()
        .tell()
        .compose(told -> workshop.held().expired(BATCH))
        .onFailure(unreachable -> wasOut = true)
        .map(overdue -> isQuiet() ? List.<ExpiredLease>of() : overdue)
        .compose(
            overdue ->
                AsyncLoop.forEach(
                        overdue,
                        lease -> take(lease).onSuccess(mine -> taken.addAndGet(mine ? 1 : 0)))
                    .map(
                        done -> {
                          all.addAndGet(taken.get());
                          return overdue.size() == BATCH && taken.get() > 0;
                        }));
  }

  private boolean isQuiet() {
    long now = workshop.nanos().getAsLong();
    if (wasOut) {
      wasOut = false;
      quiet = true;
      quietUntil = now + workshop.config().lease().toNanos();
    }
    quiet = quiet && now - quietUntil < 0;
    return quiet;
  }

  private Future<Boolean> take(ExpiredLease expired) {
    boolean cleanUp = expired.kind() == TaskKind.COMMIT && Disposition.isEnding(expired.phase());
    boolean poison = !cleanUp && expired.attempts() >= expired.maxAttempts();
    Disposition ending = poison ? Disposition.FAIL : Disposition.RETRY;
    String reason = poison ? FailureReason.exhausted(expired.attempts(), SILENT) : SILENT;
    // Once, the lease itself was wait enough; a task that outlives its workers again waits longer.
    Duration delay =
        poison || expired.attempts() <= 1
            ? Duration.ZERO
            : workshop.backoff().after(expired.attempts());
    return workshop
        .endings()
        .expire(expired, ending, reason, delay)
        .onSuccess(mine -> tell(expired, ending, mine));
  }

  private static void tell(ExpiredLease expired, Disposition ending, boolean mine) {
    if (mine) {
      log.warn(
          "job={} task={} attempt={} lease expired, {}",
          expired.lease().job(),
          expired.lease().seq(),
          expired.attempts(),
          ending);
    }
  }
}
