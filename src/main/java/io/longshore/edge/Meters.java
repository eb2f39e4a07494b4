package io.longshore.edge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.function.IntSupplier;

/** The house's own series. Each name begins with {@code longshore_}; units are base units. */
public final class Meters {

  private final MeterRegistry registry;
  private final Crowd crowd;

  public Meters(MeterRegistry registry) {
    this.registry = registry;
    this.crowd = new Crowd(registry);
  }

  /** Who is connected to what these meters are of. */
  Crowd crowd() {
    return crowd;
  }

  Timer.Sample start() {
    return Timer.start(registry);
  }

  /** Ends the timing of a request. */
  void answered(Timer.Sample started, String operation, int status) {
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
  void throttled(String service, Overload overload) {
    throttledBy(service, overload).increment();
  }

  private Counter throttledBy(String service, Overload overload) {
    return Counter.builder("longshore.http.throttled")
        .description("Calls that were refused because there were too many")
        .tag("service", service)
        .tag("reason", overload.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  void callsInFlight(String service, IntSupplier inside, int limit) {
    for (Overload overload : Overload.values()) {
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
