package io.longshore.metrics;

import io.longshore.objectstore.s3.S3Meter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The metrics of calls to S3: operation, outcome and duration. */
public final class S3Metrics implements S3Meter {

  private final MeterRegistry registry;
  private final Counter read;

  public S3Metrics(MeterRegistry registry) {
    this.registry = registry;
    this.read =
        Counter.builder("longshore.s3.read.bytes")
            .description("Bytes of objects and ranges that began to arrive from S3")
            .register(registry);
  }

  @Override
  public void answered(String operation, String outcome, long nanos) {
    Timer.builder("longshore.s3.requests")
        .description("Calls of S3, until the head of its answer")
        .tag("operation", operation)
        .tag("outcome", outcome)
        .serviceLevelObjectives(
            Duration.ofMillis(10),
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10))
        .register(registry)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void read(long bytes) {
    read.increment(bytes);
  }
}
