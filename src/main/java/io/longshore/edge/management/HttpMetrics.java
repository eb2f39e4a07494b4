package io.longshore.edge.management;

import io.longshore.edge.dispatch.ThrottleReason;
import io.longshore.edge.http.ConnectionLimiter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.function.IntSupplier;

/** The metrics of the API port. */
public final class HttpMetrics {

  private final MeterRegistry registry;
  private final ConnectionLimiter connections;
  private final StreamMetrics streams;

  public HttpMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.connections = new ConnectionLimiter(registry);
    this.streams = new StreamMetrics(registry);
  }

  public ConnectionLimiter connections() {
    return connections;
  }

  public StreamMetrics streams() {
    return streams;
  }

  public Timer.Sample start() {
    return Timer.start(registry);
  }

  /** Records the duration of a request. */
  public void responded(Timer.Sample timer, String operation, int status) {
    timer.stop(
        Timer.builder("longshore.http.requests")
            .description("Requests, from the end of their head to the end of the response")
            .tag("operation", operation)
            .tag("status", Integer.toString(status))
            .serviceLevelObjectives(
                Duration.ofMillis(5),
                Duration.ofMillis(25),
                Duration.ofMillis(100),
                Duration.ofMillis(500),
                Duration.ofSeconds(2),
                Duration.ofSeconds(10))
            .register(registry));
  }

  /** Counts a throttled call. */
  public void throttled(String service, ThrottleReason reason) {
    throttledCounter(service, reason).increment();
  }

  private Counter throttledCounter(String service, ThrottleReason reason) {
    return Counter.builder("longshore.http.throttled")
        .description("Throttled calls")
        .tag("service", service)
        .tag("reason", reason.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  /** Registers the metrics of a service's concurrent calls. */
  public void callsInFlight(String service, IntSupplier inFlight, int limit) {
    for (ThrottleReason reason : ThrottleReason.values()) {
      throttledCounter(service, reason); // visible at zero before the first
    }
    Gauge.builder("longshore.http.calls.limit", () -> limit)
        .description("Limit of concurrent calls of a service")
        .tag("service", service)
        .strongReference(true)
        .register(registry);
    Gauge.builder("longshore.http.calls.in.flight", inFlight, IntSupplier::getAsInt)
        .description("Concurrent calls of a service")
        .tag("service", service)
        .strongReference(true)
        .register(registry);
  }
}
