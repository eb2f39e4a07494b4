package io.longshore.engine.lease;

import io.longshore.async.AsyncLoop;
import io.longshore.engine.failure.TaskFailureStore;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this worker could not say while the database was out of reach. It lives, so its tasks have
 * not killed it: they are handed back uncharged as soon as the database hears of it, and an outage
 * of any length makes no task poison. A worker that died has nobody to excuse it. For one context.
 */
public final class UnreportedReleases {

  private static final Logger log = LoggerFactory.getLogger(UnreportedReleases.class);

  /** A claim is sent at every poll of an outage, and seldom did one of the first get through. */
  private static final int MOST_CLAIMS = 100;

  private final ExpiredLeaseStore held;
  private final TaskFailureStore endings;
  private final Deque<ExpiredLease> leases = new ArrayDeque<>();
  private final Deque<UUID> claims = new ArrayDeque<>();

  public UnreportedReleases(ExpiredLeaseStore held, TaskFailureStore endings) {
    this.held = held;
    this.endings = endings;
  }

  /** An attempt ended without a word; nothing of it goes on. */
  public void lost(ClaimedTask claim) {
    leases.add(ExpiredLease.of(claim));
  }

  /**
   * A claim was sent and its answer never came, so nobody works on what it may have taken.
   *
   * @param leaseId the id that it gave to the leases
   */
  public void unanswered(UUID leaseId) {
    if (claims.size() == MOST_CLAIMS) {
      claims.poll();
    }
    claims.add(leaseId);
  }

  /** Hands all of it back. What could not be said is said the next time. */
  Future<Void> tell() {
    if (claims.isEmpty()) {
      return tellLeases();
    }
    List<UUID> asked = List.copyOf(claims);
    return held.ofClaims(asked)
        .compose(
            found -> {
              claims.removeAll(asked);
              leases.addAll(found);
              return tellLeases();
            });
  }

  private Future<Void> tellLeases() {
    return AsyncLoop.whileTrue(
        () -> leases.isEmpty() ? Future.succeededFuture(false) : tell(leases.element()));
  }

  /** Whether the next one may be told. */
  private Future<Boolean> tell(ExpiredLease next) {
    return endings
        .excuse(next)
        .onSuccess(said -> leases.remove(next))
        .map(true)
        .recover(failure -> untold(next, failure));
  }

  /** While somebody holds the job's row, the others are told the next time, and this one last. */
  private Future<Boolean> untold(ExpiredLease lease, Throwable failure) {
    if (TransientErrors.isOutage(failure) && !TransientErrors.isLockTimeout(failure)) {
      return Future.failedFuture(failure);
    }
    leases.remove(lease);
    if (TransientErrors.isLockTimeout(failure)) {
      leases.add(lease);
      return Future.succeededFuture(false);
    }
    log.warn("job={} task={} not excused", lease.lease().job(), lease.lease().seq(), failure);
    return Future.succeededFuture(true); // another try helps only after an outage
  }
}
