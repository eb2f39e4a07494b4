package io.longshore.trace.otlp;

import io.longshore.trace.SpanMeter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An exporter that counts spans, and logs when the receiver begins to fail and when it answers
 * again. OpenTelemetry's own messages go to {@code java.util.logging}, one for each failure, and
 * are switched off.
 */
final class LoggedExporter implements SpanExporter {

  private static final Logger log = LoggerFactory.getLogger(LoggedExporter.class);

  // Kept here, because java.util.logging forgets the level of a logger that nobody refers to.
  private static final java.util.logging.Logger OPENTELEMETRY =
      java.util.logging.Logger.getLogger("io.opentelemetry");

  static {
    OPENTELEMETRY.setLevel(Level.OFF);
  }

  private final SpanExporter exporter;
  private final String receiver;
  private final AtomicInteger waiting;
  private final SpanMeter meter;
  private final AtomicBoolean failing = new AtomicBoolean();

  /**
   * @param waiting the spans that wait; those that come here do no more
   */
  LoggedExporter(SpanExporter exporter, String receiver, AtomicInteger waiting, SpanMeter meter) {
    this.exporter = exporter;
    this.receiver = receiver;
    this.waiting = waiting;
    this.meter = meter;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    int count = spans.size(); // the SDK empties the list
    waiting.addAndGet(-count);
    CompletableResultCode result = exporter.export(spans);
    result.whenComplete(() -> ended(count, result.isSuccess()));
    return result;
  }

  private void ended(int spans, boolean exported) {
    if (exported) {
      meter.exported(spans);
    } else {
      meter.dropped(spans);
    }
    log(exported);
  }

  private void log(boolean exported) {
    if (failing.getAndSet(!exported) == exported) {
      if (exported) {
        log.info("Traces are exported to {} again", receiver);
      } else {
        log.warn("Traces cannot be exported to {}; spans are dropped until it answers", receiver);
      }
    }
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
