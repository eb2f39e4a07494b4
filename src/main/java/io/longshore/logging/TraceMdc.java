package io.longshore.logging;

import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A diagnostic context of log lines that has one entry: the id of the trace of the logging code.
 */
final class TraceMdc extends LogbackMDCAdapter {

  static final String TRACE = "trace";

  private final Supplier<Optional<String>> traceId;

  /**
   * @param traceId called on each thread that logs
   */
  TraceMdc(Supplier<Optional<String>> traceId) {
    this.traceId = traceId;
  }

  @Override
  public Map<String, String> getPropertyMap() {
    return traceId.get().map(id -> Map.of(TRACE, id)).orElse(Map.of());
  }

  @Override
  public Map<String, String> getCopyOfContextMap() {
    return getPropertyMap();
  }
}
