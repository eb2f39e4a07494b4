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
 * How many calls an account may make in a second: a bucket for each account and limit, shared by
 * all event loops. Regions share them, for a caller may sign for any.
 */
public final class RateLimiter {

  private static final int MANY_BUCKETS = 10_000;
  private static final long SECOND = 1_000_000_000L;

  private record Limit(String name, double perSecond) {}

  private record Place(String account, String limit) {}

  private final Map<String, List<Limit>> limits = new HashMap<>();
  private final Map<Place, Bucket> buckets = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;
  private final AtomicLong swept;

  /**
   * @param operations every operationId that is served
   * @throws IllegalArgumentException when a limit is of none of them
   */
  public RateLimiter(RatesConfig config, Set<String> operations, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.swept = new AtomicLong(nanoTime.getAsLong());
    requireKnown(config.perSecond().keySet(), operations);
    if (config.enforced()) {
      operations.forEach(operation -> limits.put(operation, of(operation, config)));
    }
  }

  /** No call is too many. */
  public static RateLimiter unlimited() {
    return new RateLimiter(new RatesConfig(false, 1, List.of()), Set.of(), () -> 0);
  }

  /** 0 when the call is let in; else the nanoseconds after which one would be. */
  public long take(String account, String operationId) {
    long wait = 0;
    for (Limit limit : limits.getOrDefault(operationId, List.of())) {
      long now = nanoTime.getAsLong();
      sweep(now);
      wait = wait > 0 ? wait : bucket(account, limit, now).take(now);
    }
    return wait;
  }

  private Bucket bucket(String account, Limit limit, long now) {
    return buckets.computeIfAbsent(
        new Place(account, limit.name()), place -> new Bucket(limit.perSecond(), now));
  }

  /** A bucket that is full again tells nothing that a new one would not. */
  private void sweep(long now) {
    long last = swept.get();
    boolean due = buckets.size() > MANY_BUCKETS && now - last > SECOND;
    if (due && swept.compareAndSet(last, now)) {
      buckets.values().removeIf(bucket -> bucket.isFull(now));
    }
  }

  int buckets() {
    return buckets.size();
  }

  private static List<Limit> of(String operation, RatesConfig config) {
    Map<String, Integer> all = config.perSecond();
    String service = operation.substring(0, operation.indexOf('.'));
    List<Limit> those = new ArrayList<>();
    Integer own = all.getOrDefault(operation, all.get(service + ".*"));
    if (own != null) {
      those.add(new Limit(operation, (double) own / config.replicas()));
    }
    if (all.containsKey(service)) {
      those.add(new Limit(service, (double) all.get(service) / config.replicas()));
    }
    return those;
  }

  private static void requireKnown(Set<String> names, Set<String> operations) {
    for (String name : names) {
      String prefix = name.endsWith(".*") ? name.substring(0, name.length() - 1) : name + ".";
      if (!operations.isEmpty()
          && !operations.contains(name)
          && operations.stream().noneMatch(operation -> operation.startsWith(prefix))) {
        throw new IllegalArgumentException(
            "rates.limits names %s, which is no service and no operation".formatted(name));
      }
    }
  }

  /** Holds as many calls as come in a second, at least one, and refills evenly. */
  private static final class Bucket {

    private final long interval;
    private final long slack;
    private final AtomicLong next;

    Bucket(double perSecond, long now) {
      this.interval = Math.max(1, Math.round(SECOND / perSecond));
      this.slack = Math.max(0, SECOND - interval);
      this.next = new AtomicLong(now);
    }

    /** The next call is due at {@code next}; it may come earlier by the slack. */
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
