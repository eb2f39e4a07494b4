package io.longshore.trace.otlp;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An exporter that logs when the receiver begins to fail and when it answers again. OpenTelemetry's
 * own messages go to {@code java.util.logging}, one for each failure, and are switched off.
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
  private final AtomicBoolean failing = new AtomicBoolean();

  LoggedExporter(SpanExporter exporter, String receiver) {
    this.exporter = exporter;
    this.receiver = receiver;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    CompletableResultCode result = exporter.export(spans);
    result.whenComplete(() -> log(result.isSuccess()));
    return result;
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
