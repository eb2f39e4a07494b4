package io.longshore.engine.failure;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a task waits for its next attempt: anything up to a bound that doubles, so that workers
 * do not come back together (full jitter).
 *
 * @param first the bound after the first attempt
 * @param cap the highest bound
 */
public record Backoff(Duration first, Duration cap, RandomGenerator random) {

  private static final int MOST_DOUBLINGS = 20;

  /**
   * @param attempt the attempt that failed, from 1
   */
  public Duration after(int attempt) {
    int doublings = Math.min(Math.max(attempt - 1, 0), MOST_DOUBLINGS);
    long bound = Math.min(first.toMillis() << doublings, cap.toMillis());
    return Duration.ofMillis(random.nextLong(bound + 1));
  }
}
