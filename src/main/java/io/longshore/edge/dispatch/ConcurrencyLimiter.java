package io.longshore.edge.dispatch;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets a bounded number of calls in at once, over all event loops, and no account so many that
 * there is no place for another: an account may have {@link #SHARE} times the places that are free.
 * So one alone gets three quarters of all, two get three sevenths each, and some are always free
 * for who comes next. Source: Choudhury and Hahne, Dynamic queue length thresholds for
 * shared-memory packet switches (1998).
 */
public final class ConcurrencyLimiter {

  private static final int SHARE = 3;

  private final int limit;
  private final AtomicInteger inside = new AtomicInteger();
  private final Map<String, Integer> byAccount = new ConcurrentHashMap<>();

  public ConcurrencyLimiter(int limit) {
    this.limit = limit;
  }

  /** Why a call of that account is not let in; else {@link #leave} must follow. */
  Optional<ThrottleReason> enter(String account) {
    int free = limit - inside.getAndIncrement();
    int own = byAccount.merge(account, 1, Integer::sum) - 1;
    if (free > 0 && own < SHARE * free) {
      return Optional.empty();
    }
    leave(account);
    return Optional.of(free > 0 ? ThrottleReason.SHARE : ThrottleReason.BUSY);
  }

  void leave(String account) {
    byAccount.computeIfPresent(account, (same, own) -> own == 1 ? null : own - 1);
    inside.decrementAndGet();
  }

  public int inside() {
    return inside.get();
  }
}
