package io.longshore.config;

import java.time.Duration;
import java.util.Set;

/**
 * The audit log.
 *
 * @param calls {@code changes}: all but Get, List and Describe; {@code all}; or {@code none}
 * @param every how often events are written; a killed process loses those of this time
 * @param keep how long events are kept
 */
public record AuditConfig(String calls, Duration every, Duration keep) {

  public AuditConfig {
    if (!Set.of("changes", "all", "none").contains(calls)) {
      throw new IllegalArgumentException("audit.calls must be changes, all or none, was " + calls);
    }
    if (every.toMillis() < 10 || every.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException("audit.every must be 10ms to 1m, was " + every);
    }
    if (keep.compareTo(Duration.ofDays(1)) < 0) {
      throw new IllegalArgumentException("audit.keep must be at least 1d, was " + keep);
    }
  }

  public static AuditConfig defaults() {
    return new AuditConfig("changes", Duration.ofMillis(250), Duration.ofDays(90));
  }
}
