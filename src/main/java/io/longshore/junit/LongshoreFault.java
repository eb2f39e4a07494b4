package io.longshore.junit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Calls that the server answers with an error, or late, on purpose. A method returns a new value.
 * Without {@link #times} it happens to every such call.
 */
public final class LongshoreFault {

  private final Map<String, Object> rule;

  private LongshoreFault(Map<String, Object> rule) {
    this.rule = rule;
  }

  /** Calls of an operation, for example of {@code pinpoint} and {@code GetExportJob}. */
  public static LongshoreFault call(String service, String operation) {
    return call(service).with("Operation", operation);
  }

  /** All calls of a service. */
  public static LongshoreFault call(String service) {
    return new LongshoreFault(Map.of("Service", service));
  }

  /** The HTTP status of the answer. */
  public LongshoreFault status(int status) {
    return error("StatusCode", status);
  }

  /** The error code of the answer. */
  public LongshoreFault code(String code) {
    return error("Code", code);
  }

  /** The message of the answer. */
  public LongshoreFault message(String message) {
    return error("Message", message);
  }

  /** The call waits. Without an error it goes on then. */
  public LongshoreFault delay(Duration delay) {
    return with("LatencyMillis", delay.toMillis());
  }

  /** It happens to this share of the calls, 0 to 1. */
  public LongshoreFault probability(double probability) {
    return with("Probability", probability);
  }

  /** It happens to so many calls. */
  public LongshoreFault times(long times) {
    return with("Times", times);
  }

  /** A rule of AddFaults. */
  Map<String, Object> rule() {
    return rule;
  }

  private LongshoreFault error(String member, Object value) {
    Map<Object, Object> error = new LinkedHashMap<>();
    if (rule.get("Error") instanceof Map<?, ?> there) {
      error.putAll(there);
    }
    error.put(member, value);
    return with("Error", error);
  }

  private LongshoreFault with(String member, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(rule);
    more.put(member, value);
    return new LongshoreFault(more);
  }

  @Override
  public String toString() {
    return "Fault " + rule;
  }
}
