package io.longshore.metrics;

import io.longshore.async.BatchMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/** The metrics of calls that share a statement and a commit. */
public final class BatchMetrics implements BatchMeter {

  private final MeterRegistry registry;

  public BatchMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void started(String kind, int items) {
    DistributionSummary.builder("longshore.batch.items")
        .description("Calls that were written together")
        .tag("kind", kind)
        .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 100)
        .register(registry)
        .record(items);
    alone(kind, 0); // so that the series exists before the first one fails
  }

  @Override
  public void alone(String kind, int items) {
    Counter.builder("longshore.batch.alone")
        .description("Calls that were written alone, because their batch failed")
        .tag("kind", kind)
        .register(registry)
        .increment(items);
  }
}
