package io.longshore.trace.otlp;

import io.longshore.trace.SpanMeter;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A limit of the ended spans that wait for their export. Further ones are dropped and counted; the
 * SDK's own queue, behind this limit, drops without a word.
 */
final class WaitingSpans implements SpanProcessor {

  private final int most;
  private final AtomicInteger waiting;
  private final SpanProcessor queue;
  private final SpanMeter meter;

  /**
   * @param waiting the spans that wait; the exporter subtracts those that it exports or drops
   * @param queue holds as many as {@code most}
   */
  WaitingSpans(int most, AtomicInteger waiting, SpanProcessor queue, SpanMeter meter) {
    this.most = most;
    this.waiting = waiting;
    this.queue = queue;
    this.meter = meter;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (!span.getSpanContext().isSampled()) {
      return;
    }
    if (waiting.incrementAndGet() > most) {
      waiting.decrementAndGet();
      meter.dropped(1);
    } else {
      queue.onEnd(span);
    }
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
    // nothing is known of a span before its end
  }

  @Override
  public boolean isStartRequired() {
    return false;
  }

  @Override
  public CompletableResultCode shutdown() {
    return queue.shutdown();
  }

  @Override
  public CompletableResultCode forceFlush() {
    return queue.forceFlush();
  }
}
