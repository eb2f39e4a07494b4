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

/** The house's own series. Each name begins with {@code longshore_}; units are base units. */
public final class HttpMetrics {

  private final MeterRegistry registry;
  private final ConnectionLimiter crowd;

  public HttpMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.crowd = new ConnectionLimiter(registry);
  }

  /** Who is connected to what these meters are of. */
  public ConnectionLimiter crowd() {
    return crowd;
  }

  public Timer.Sample start() {
    return Timer.start(registry);
  }

  /** Ends the timing of a request. */
  public void answered(Timer.Sample started, String operation, int status) {
    started.stop(
        Timer.builder("longshore.http.requests")
            .description("Requests, from their head to the end of the answer")
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

  /** A call that was refused because there are too many. */
  public void throttled(String service, ThrottleReason overload) {
    throttledBy(service, overload).increment();
  }

  private Counter throttledBy(String service, ThrottleReason overload) {
    return Counter.builder("longshore.http.throttled")
        .description("Calls that were refused because there were too many")
        .tag("service", service)
        .tag("reason", overload.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  public void callsInFlight(String service, IntSupplier inside, int limit) {
    for (ThrottleReason overload : ThrottleReason.values()) {
      throttledBy(service, overload); // seen at zero before the first
    }
    Gauge.builder("longshore.http.calls.limit", () -> limit)
        .description("Calls of a service that may be under way at once")
        .tag("service", service)
        .strongReference(true)
        .register(registry);
    Gauge.builder("longshore.http.calls.in.flight", inside, IntSupplier::getAsInt)
        .description("Calls of a service that are under way")
        .tag("service", service)
        .strongReference(true)
        .register(registry);
  }
}
