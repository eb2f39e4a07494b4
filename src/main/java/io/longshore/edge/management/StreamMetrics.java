package io.longshore.edge.management;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** The metrics of streams of events. Thread-safe. */
public final class StreamMetrics {

  /** Why a stream was closed. */
  public enum Cause {
    /** The client closed the connection. */
    CLIENT,
    /** The client did not read. */
    SLOW,
    /** The replica stops. */
    DRAIN,
    /** The access key was disabled, has expired, or its policy no longer allows the stream. */
    KEY,
    /** There is nothing left to send: the job has ended. */
    END,
    /** The stream reached its longest duration. */
    AGE,
    /** An unexpected failure. */
    FAILURE
  }

  private final MeterRegistry registry;
  private final AtomicInteger open = new AtomicInteger();
  private final Counter opened;
  private final Counter events;

  StreamMetrics(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("longshore.streams.open", open, AtomicInteger::get)
        .description("Open streams of events")
        .strongReference(true)
        .register(registry);
    this.opened =
        Counter.builder("longshore.streams.opened")
            .description("Streams of events that were opened")
            .register(registry);
    this.events =
        Counter.builder("longshore.streams.events")
            .description("Events that were sent to streams")
            .register(registry);
    for (Cause cause : Cause.values()) {
      closedCounter(cause); // visible at zero before the first
    }
  }

  public void opened() {
    open.incrementAndGet();
    opened.increment();
  }

  public void closed(Cause cause) {
    open.decrementAndGet();
    closedCounter(cause).increment();
  }

  public void sent(int count) {
    events.increment(count);
  }

  private Counter closedCounter(Cause cause) {
    return Counter.builder("longshore.streams.closed")
        .description("Streams of events that were closed")
        .tag("cause", cause.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }
}
