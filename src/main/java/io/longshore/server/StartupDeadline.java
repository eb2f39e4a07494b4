package io.longshore.server;

import io.longshore.api.ErrorMessages;
import io.longshore.async.Blocking;
import io.longshore.store.Migrations;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import java.net.BindException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The deadline of a start. Until then calls to a database that is not yet reachable are retried,
 * because it may be starting, too. Blocks.
 */
final class StartupDeadline {

  private static final Logger log = LoggerFactory.getLogger(StartupDeadline.class);
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  private final long began = System.nanoTime();
  private final long until;
  private final Duration timeout;
  private final BooleanSupplier stopped;

  private StartupDeadline(Duration timeout, BooleanSupplier stopped) {
    this.until = began + timeout.toNanos();
    this.timeout = timeout;
    this.stopped = stopped;
  }

  /**
   * A deadline that begins now.
   *
   * @param stopped whether the start was cancelled
   */
  static StartupDeadline in(Duration timeout, BooleanSupplier stopped) {
    return new StartupDeadline(timeout, stopped);
  }

  /** Time since the start began. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** The remaining time, at least one second, so that a call bounded by it is tried once. */
  Duration left() {
    return Duration.ofNanos(Math.max(TimeUnit.SECONDS.toNanos(1), until - System.nanoTime()));
  }

  /** The value of the future, which is requested again while the database is unreachable. */
  <T> T await(String what, Supplier<Future<T>> asked) {
    return again(
        what,
        () -> Blocking.await(what, asked.get(), Math.max(1, left().toSeconds())),
        this::isAway);
  }

  /** Runs the migrations, by blocking calls; returns how many ran. */
  int migrate(Supplier<Integer> migrations) {
    return again("The database", migrations, Migrations::isAway);
  }

  private interface Away {
    boolean test(Throwable failure);
  }

  private <T> T again(String what, Supplier<T> attempt, Away away) {
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      try {
        return attempt.get();
      } catch (RuntimeException failure) {
        boolean over = stopped.getAsBoolean() || System.nanoTime() - until >= 0;
        if (over || !away.test(failure)) {
          throw failure;
        }
        tell(what, failure, pause);
      }
      pause(what, pause);
      pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
    }
  }

  private boolean isAway(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause != null && !isBinding(cause) && TransientErrors.isOutage(cause);
  }

  /**
   * Whether binding a port failed, which a retry does not change. The native transport has no
   * exception of its own for it.
   */
  private static boolean isBinding(Throwable cause) {
    String said = String.valueOf(cause.getMessage());
    return cause instanceof BindException
        || said.startsWith("bind(")
        || said.startsWith("Permission denied");
  }

  private void tell(String what, RuntimeException failure, long pause) {
    String line = ErrorMessages.rootLine(failure);
    if (pause == FIRST_PAUSE_MILLIS) {
      log.warn(
          "{}: no answer yet ({}); retrying until {} s after the start (start.timeout)",
          what,
          line,
          timeout.toSeconds());
    } else {
      log.debug("{}: no answer yet ({})", what, line);
    }
  }

  private static void pause(String what, long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(what + " was interrupted", interrupted);
    }
  }
}
