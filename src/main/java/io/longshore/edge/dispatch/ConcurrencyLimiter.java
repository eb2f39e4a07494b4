package io.longshore.edge.dispatch;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Limits concurrent calls of one service across all event loops. An account may use at most {@link
 * #SHARE} times the free permits, so one account cannot exhaust the limit: alone it gets three
 * quarters, two accounts get three sevenths each. Thread-safe.
 *
 * <p>Source: Choudhury and Hahne, Dynamic queue length thresholds for shared-memory packet switches
 * (1998).
 */
public final class ConcurrencyLimiter {

  private static final int SHARE = 3;

  private final int limit;
  private final AtomicInteger used = new AtomicInteger();
  private final Map<String, Integer> usedByAccount = new ConcurrentHashMap<>();

  public ConcurrencyLimiter(int limit) {
    this.limit = limit;
  }

  /** Acquires a permit, to be {@link #release}d; otherwise returns why there is none. */
  Optional<ThrottleReason> tryAcquire(String account) {
    int free = limit - used.getAndIncrement();
    int own = usedByAccount.merge(account, 1, Integer::sum) - 1;
    if (free > 0 && own < SHARE * free) {
      return Optional.empty();
    }
    release(account);
    return Optional.of(free > 0 ? ThrottleReason.SHARE : ThrottleReason.BUSY);
  }

  void release(String account) {
    usedByAccount.computeIfPresent(account, (same, own) -> own == 1 ? null : own - 1);
    used.decrementAndGet();
  }

  /** The permits in use. */
  public int used() {
    return used.get();
  }
}
