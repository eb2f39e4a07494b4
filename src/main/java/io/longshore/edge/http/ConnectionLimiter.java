package io.longshore.edge.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** Limits and counts the open connections of all event loops. Thread-safe. */
public final class ConnectionLimiter {

  private final AtomicInteger open = new AtomicInteger();
  private final Counter full;
  private final Counter slow;

  public ConnectionLimiter(MeterRegistry registry) {
    this.full = closed(registry, "full");
    this.slow = closed(registry, "slow");
    Gauge.builder("longshore.http.connections", open, AtomicInteger::get)
        .description("Open connections to the API port")
        .strongReference(true)
        .register(registry);
  }

  private static Counter closed(MeterRegistry registry, String reason) {
    return Counter.builder("longshore.http.connections.closed")
        .description("Connections to the API port that the server closed")
        .tag("reason", reason)
        .register(registry);
  }

  /** Admits a connection, to be {@link #release}d; false when {@code max} are open. */
  boolean tryAcquire(int max) {
    if (open.incrementAndGet() <= max) {
      return true;
    }
    open.decrementAndGet();
    full.increment();
    return false;
  }

  void release() {
    open.decrementAndGet();
  }

  /** Counts a connection that was closed because it was too slow. */
  void closedAsSlow() {
    slow.increment();
  }
}
