package io.longshore.events.delivery;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** The pause between two tries of a delivery: doubles from 1 s to 1 h, from half of it to all. */
final class DeliveryPause {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int MOST_DOUBLINGS = 20;

  private DeliveryPause() {}

  /**
   * @param attempt the number of the try that has failed, from 1
   */
  static Duration after(int attempt, RandomGenerator random) {
    int doublings = Math.min(attempt - 1, MOST_DOUBLINGS);
    long full = Math.min(LONGEST.toMillis(), FIRST.toMillis() << doublings);
    return Duration.ofMillis(full / 2 + random.nextLong(full / 2 + 1));
  }
}
