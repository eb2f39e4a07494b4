package io.longshore.config;

import java.time.Duration;

/**
 * How a process shuts down.
 *
 * @param timeout the process ends after this, whatever still runs
 * @param serveFor how long calls are still answered once {@code /health/ready} says 503
 * @param finishWithin running tasks may finish within this; the others are released
 */
public record DrainConfig(Duration timeout, Duration serveFor, Duration finishWithin) {

  public DrainConfig {
    if (timeout.toMillis() < 1) {
      throw new IllegalArgumentException("drain.timeout must be at least 1 ms, was " + timeout);
    }
    if (serveFor.plus(finishWithin).compareTo(timeout) >= 0) {
      throw new IllegalArgumentException(
          "drain.serveFor (%s) and drain.finishWithin (%s) together must be shorter than drain.timeout (%s)"
              .formatted(serveFor, finishWithin, timeout));
    }
    if (finishWithin.compareTo(forTasks(timeout, serveFor)) > 0) {
      throw new IllegalArgumentException(
          "drain.finishWithin (%s) must be at most four fifths of what drain.serveFor (%s) leaves of drain.timeout (%s): the rest is for closing everything else"
              .formatted(finishWithin, serveFor, timeout));
    }
  }

  public static DrainConfig defaults() {
    return new DrainConfig(Duration.ofSeconds(30), Duration.ZERO, Duration.ofSeconds(5));
  }

  /** The part of the timeout that tasks may use; the rest is for closing everything else. */
  public Duration forTasks() {
    return forTasks(timeout, serveFor);
  }

  private static Duration forTasks(Duration timeout, Duration serveFor) {
    return timeout.minus(serveFor).multipliedBy(4).dividedBy(5);
  }
}
