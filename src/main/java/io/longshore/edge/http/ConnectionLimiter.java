package io.longshore.edge.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** How many connections are open, over all event loops. */
public final class ConnectionLimiter {

  private final AtomicInteger open = new AtomicInteger();
  private final Counter full;
  private final Counter slow;

  public ConnectionLimiter(MeterRegistry registry) {
    this.full = closed(registry, "full");
    this.slow = closed(registry, "slow");
    Gauge.builder("longshore.http.connections", open, AtomicInteger::get)
        .description("Connections to the API port that are open")
        .strongReference(true)
        .register(registry);
  }

  private static Counter closed(MeterRegistry registry, String reason) {
    return Counter.builder("longshore.http.connections.closed")
        .description("Connections to the API port that were closed on their clients")
        .tag("reason", reason)
        .register(registry);
  }

  /** False when there are so many; else {@link #leave} must follow. */
  boolean enter(int most) {
    if (open.incrementAndGet() <= most) {
      return true;
    }
    open.decrementAndGet();
    full.increment();
    return false;
  }

  void leave() {
    open.decrementAndGet();
  }

  /** Notes one that was closed because it took too long. */
  void slow() {
    slow.increment();
  }
}
