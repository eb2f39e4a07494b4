package io.longshore.config;

import java.time.Duration;

/**
 * How a process starts.
 *
 * @param timeout the start fails if PostgreSQL or S3 does not answer within this; 1 s to 1 h
 */
public record StartConfig(Duration timeout) {

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  public StartConfig {
    if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("start.timeout must be 1s to 1h, was " + timeout);
    }
  }

  public static StartConfig defaults() {
    return new StartConfig(Duration.ofMinutes(2));
  }
}
