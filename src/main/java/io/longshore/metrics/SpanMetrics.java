package io.longshore.metrics;

import io.longshore.trace.SpanMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts ended spans of traces; both series are at 0 while nothing is traced. */
public final class SpanMetrics implements SpanMeter {

  private final Counter exported;
  private final Counter dropped;

  public SpanMetrics(MeterRegistry registry) {
    this.exported =
        Counter.builder("longshore.spans.exported")
            .description("Spans that the receiver of traces has taken")
            .register(registry);
    this.dropped =
        Counter.builder("longshore.spans.dropped")
            .description("Spans that the receiver of traces did not get")
            .register(registry);
  }

  @Override
  public void exported(int spans) {
    exported.increment(spans);
  }

  @Override
  public void dropped(int spans) {
    dropped.increment(spans);
  }
}
