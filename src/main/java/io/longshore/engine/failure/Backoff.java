package io.longshore.engine.failure;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Computes the delay before the next attempt: a random time up to a bound that doubles with every
 * attempt (full jitter), so that retries of many workers spread out.
 *
 * @param first the bound after the first attempt
 * @param cap the highest bound
 */
public record Backoff(Duration first, Duration cap, RandomGenerator random) {

  private static final int MAX_DOUBLINGS = 20;

  /**
   * @param attempt the attempt that failed, from 1
   */
  public Duration after(int attempt) {
    int doublings = Math.min(Math.max(attempt - 1, 0), MAX_DOUBLINGS);
    long bound = Math.min(first.toMillis() << doublings, cap.toMillis());
    return Duration.ofMillis(random.nextLong(bound + 1));
  }
}
