package io.longshore.engine;

import io.longshore.job.TaskKind;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes away leases that nobody renewed: their tasks are queued again, or fail their job when a
 * worker has died of each attempt. Any replica sweeps.
 */
final class LeaseSweeper {

  private static final Logger log = LoggerFactory.getLogger(LeaseSweeper.class);
  private static final int BATCH = 50;
  private static final String SILENT = "the worker stopped without a word";

  private final Workshop workshop;
  private boolean wasOut;
  private boolean quiet;
  private long quietUntil;

  LeaseSweeper(Workshop workshop) {
    this.workshop = workshop;
  }

  /**
   * Says first what this worker could not say, then sweeps until nothing is overdue; brings how
   * many leases it took away. After an outage it takes none for the time of a lease: all have
   * expired, and the living have to get their word in.
   */
  Future<Integer> runOnce() {
    return sweep().onSuccess(workshop.meter()::swept);
  }

  private Future<Integer> sweep() {
    return workshop
        .excuses()
        .tell()
        .compose(told -> workshop.held().expired(BATCH))
        .onFailure(unreachable -> wasOut = true)
        .map(overdue -> isQuiet() ? List.<Held>of() : overdue)
        .compose(
            overdue ->
                take(overdue, 0, 0)
                    .compose(
                        taken ->
                            overdue.size() < BATCH || taken == 0
                                ? Future.succeededFuture(taken)
                                : sweep().map(more -> taken + more)));
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

  private Future<Integer> take(List<Held> overdue, int index, int taken) {
    if (index == overdue.size()) {
      return Future.succeededFuture(taken);
    }
    return take(overdue.get(index))
        .compose(mine -> take(overdue, index + 1, mine ? taken + 1 : taken));
  }

  private Future<Boolean> take(Held expired) {
    boolean cleanUp = expired.kind() == TaskKind.COMMIT && Ending.isEnding(expired.phase());
    boolean poison = !cleanUp && expired.attempts() >= expired.maxAttempts();
    Ending ending = poison ? Ending.FAIL : Ending.RETRY;
    String reason = poison ? Reason.exhausted(expired.attempts(), SILENT) : SILENT;
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

  private static void tell(Held expired, Ending ending, boolean mine) {
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
