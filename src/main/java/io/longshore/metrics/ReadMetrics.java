package io.longshore.metrics;

import io.longshore.store.read.FallbackReason;
import io.longshore.store.read.ReadMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** The metrics of where pieces of exports read. */
public final class ReadMetrics implements ReadMeter {

  private final MeterRegistry registry;

  public ReadMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void rows(String node, long rows) {
    Counter.builder("longshore.read.rows")
        .description("Rows that pieces of exports read")
        .tag("node", node)
        .register(registry)
        .increment(rows);
  }

  @Override
  public void waited(String node, Duration time) {
    Timer.builder("longshore.read.wait")
        .description("Time that pieces waited for a node to have their rows")
        .tag("node", node)
        .serviceLevelObjectives(
            Duration.ofMillis(10),
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10))
        .register(registry)
        .record(time);
  }

  @Override
  public void fellBack(String node, FallbackReason reason) {
    Counter.builder("longshore.read.fallbacks")
        .description("Pieces that did not read from the node, or not to their end")
        .tag("node", node)
        .tag("reason", reason.word())
        .register(registry)
        .increment();
  }
}
