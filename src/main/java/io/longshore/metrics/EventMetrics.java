package io.longshore.metrics;

import io.longshore.events.delivery.EventMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Counts tries to deliver events, by target; each target has its series, also at 0. */
public final class EventMetrics implements EventMeter {

  private final Map<String, Counter> delivered = new HashMap<>();
  private final Map<String, Counter> failures = new HashMap<>();

  public EventMetrics(Collection<String> targets, MeterRegistry registry) {
    for (String target : targets) {
      delivered.put(
          target,
          counter(
              registry, "longshore.events.delivered", "Events that a target has taken", target));
      failures.put(
          target,
          counter(
              registry,
              "longshore.events.failures",
              "Tries to deliver an event that have failed",
              target));
    }
  }

  private static Counter counter(
      MeterRegistry registry, String name, String description, String target) {
    return Counter.builder(name).description(description).tag("target", target).register(registry);
  }

  @Override
  public void delivered(String target) {
    delivered.get(target).increment();
  }

  @Override
  public void failed(String target) {
    failures.get(target).increment();
  }
}
