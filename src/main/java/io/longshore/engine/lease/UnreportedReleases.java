package io.longshore.engine.lease;

import io.longshore.async.AsyncLoop;
import io.longshore.engine.transition.TaskFailureStore;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leases whose release could not be reported because the database was unreachable. They are
 * released later without charging an attempt, so that no outage, however long, uses up the attempts
 * of a task. For one context.
 */
public final class UnreportedReleases {

  private static final Logger log = LoggerFactory.getLogger(UnreportedReleases.class);

  /**
   * A claim is sent at every poll during an outage, and hardly any of them reaches the database.
   */
  private static final int MAX_CLAIMS = 100;

  private final ExpiredLeaseStore expired;
  private final TaskFailureStore failures;
  private final Deque<ExpiredLease> leases = new ArrayDeque<>();
  private final Deque<UUID> claims = new ArrayDeque<>();

  public UnreportedReleases(ExpiredLeaseStore expired, TaskFailureStore failures) {
    this.expired = expired;
    this.failures = failures;
  }

  /** Adds the lease of an attempt that has ended and whose end could not be recorded. */
  public void add(ClaimedTask claim) {
    leases.add(ExpiredLease.of(claim));
  }

  /**
   * Adds the leases of a claim that was not answered. No attempt was started on the tasks that it
   * may have claimed.
   *
   * @param leaseId the id of those leases
   */
  public void addClaim(UUID leaseId) {
    if (claims.size() == MAX_CLAIMS) {
      claims.poll();
    }
    claims.add(leaseId);
  }

  /** Releases all of them. Those that still cannot be released remain for the next call. */
  Future<Void> report() {
    if (claims.isEmpty()) {
      return releaseAll();
    }
    List<UUID> leaseIds = List.copyOf(claims);
    return expired
        .ofClaims(leaseIds)
        .compose(
            found -> {
              claims.removeAll(leaseIds);
              leases.addAll(found);
              return releaseAll();
            });
  }

  private Future<Void> releaseAll() {
    return AsyncLoop.whileTrue(
        () -> leases.isEmpty() ? Future.succeededFuture(false) : release(leases.element()));
  }

  /** Returns whether to continue with the next one. */
  private Future<Boolean> release(ExpiredLease lease) {
    return failures
        .releaseLate(lease)
        .onSuccess(released -> leases.remove(lease))
        .map(true)
        .recover(failure -> afterFailure(lease, failure));
  }

  /** If the job's row is locked, the lease becomes the last one, and all others wait as well. */
  private Future<Boolean> afterFailure(ExpiredLease lease, Throwable failure) {
    if (TransientErrors.isOutage(failure) && !TransientErrors.isLockTimeout(failure)) {
      return Future.failedFuture(failure);
    }
    leases.remove(lease);
    if (TransientErrors.isLockTimeout(failure)) {
      leases.add(lease);
      return Future.succeededFuture(false);
    }
    log.warn(
        "job={} task={} could not be released", lease.lease().job(), lease.lease().seq(), failure);
    return Future.succeededFuture(true); // repeating it helps only after an outage
  }
}
