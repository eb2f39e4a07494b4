package io.longshore.edge.dispatch;

import io.longshore.config.RatesConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Limits the calls per second of each account by token buckets, one for each account and limit,
 * shared by all event loops. Regions share them, because a caller may sign for any region.
 * Thread-safe.
 */
public final class RateLimiter {

  private static final int SWEEP_THRESHOLD = 10_000;
  private static final long SECOND_NANOS = 1_000_000_000L;

  private record Limit(String name, double perSecond) {}

  private record BucketKey(String account, String limit) {}

  private final Map<String, List<Limit>> limits = new HashMap<>();
  private final Map<BucketKey, TokenBucket> buckets = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;
  private final AtomicLong lastSweep;

  /**
   * @param operations all served operationIds
   * @param nanoTime a monotonic clock
   * @throws IllegalArgumentException when a limit names no service and no operation
   */
  public RateLimiter(RatesConfig config, Set<String> operations, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.lastSweep = new AtomicLong(nanoTime.getAsLong());
    requireKnown(config.perSecond().keySet(), operations);
    if (config.enforced()) {
      operations.forEach(operation -> limits.put(operation, limits(operation, config)));
    }
  }

  /** A limiter that admits every call. */
  public static RateLimiter unlimited() {
    return new RateLimiter(new RatesConfig(false, 1, List.of()), Set.of(), () -> 0);
  }

  /**
   * Takes a token for a call.
   *
   * @return 0 when the call is admitted; otherwise the nanoseconds until one would be
   */
  public long take(String account, String operationId) {
    long wait = 0;
    for (Limit limit : limits.getOrDefault(operationId, List.of())) {
      long now = nanoTime.getAsLong();
      sweepIfDue(now);
      wait = wait > 0 ? wait : bucket(account, limit, now).take(now);
    }
    return wait;
  }

  private TokenBucket bucket(String account, Limit limit, long now) {
    return buckets.computeIfAbsent(
        new BucketKey(account, limit.name()), key -> new TokenBucket(limit.perSecond(), now));
  }

  /** Removes full buckets: a new one would behave the same. */
  private void sweepIfDue(long now) {
    long last = lastSweep.get();
    boolean due = buckets.size() > SWEEP_THRESHOLD && now - last > SECOND_NANOS;
    if (due && lastSweep.compareAndSet(last, now)) {
      buckets.values().removeIf(bucket -> bucket.isFull(now));
    }
  }

  int buckets() {
    return buckets.size();
  }

  private static List<Limit> limits(String operation, RatesConfig config) {
    Map<String, Integer> all = config.perSecond();
    String service = operation.substring(0, operation.indexOf('.'));
    List<Limit> found = new ArrayList<>();
    Integer own = all.getOrDefault(operation, all.get(service + ".*"));
    if (own != null) {
      found.add(new Limit(operation, (double) own / config.replicas()));
    }
    if (all.containsKey(service)) {
      found.add(new Limit(service, (double) all.get(service) / config.replicas()));
    }
    return found;
  }

  private static void requireKnown(Set<String> names, Set<String> operations) {
    for (String name : names) {
      String prefix = name.endsWith(".*") ? name.substring(0, name.length() - 1) : name + ".";
      if (!operations.isEmpty()
          && !operations.contains(name)
          && operations.stream().noneMatch(operation -> operation.startsWith(prefix))) {
        throw new IllegalArgumentException(
            "rates.limits names %s, which is neither a service nor an operation".formatted(name));
      }
    }
  }

  /**
   * Holds the tokens of one second, at least one, and refills evenly. Kept as the time at which the
   * next call is due, which may come earlier by the slack.
   */
  private static final class TokenBucket {

    private final long interval;
    private final long slack;
    private final AtomicLong next;

    TokenBucket(double perSecond, long now) {
      this.interval = Math.max(1, Math.round(SECOND_NANOS / perSecond));
      this.slack = Math.max(0, SECOND_NANOS - interval);
      this.next = new AtomicLong(now);
    }

    long take(long now) {
      while (true) {
        long due = next.get();
        long ahead = Math.max(0, due - now);
        if (ahead > slack) {
          return ahead - slack;
        }
        if (next.compareAndSet(due, now + ahead + interval)) {
          return 0;
        }
      }
    }

    boolean isFull(long now) {
      return next.get() - now <= 0;
    }
  }
}
