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
 * By when a start must be over. Until then a database that does not answer yet is asked again: on a
 * busy machine, and beside one that starts as well, it takes its time. Blocks.
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
   * One that begins now.
   *
   * @param stopped whether nobody waits for the start any more
   */
  static StartupDeadline in(Duration timeout, BooleanSupplier stopped) {
    return new StartupDeadline(timeout, stopped);
  }

  /** How long the start lasts. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** What is left of the time; never nothing, so that whoever takes it as a bound tries once. */
  Duration left() {
    return Duration.ofNanos(Math.max(TimeUnit.SECONDS.toNanos(1), until - System.nanoTime()));
  }

  /** The value of what is asked for, asked again while the database is out of reach. */
  <T> T await(String what, Supplier<Future<T>> asked) {
    return again(
        what,
        () -> Blocking.await(what, asked.get(), Math.max(1, left().toSeconds())),
        this::isAway);
  }

  /** The schema brought up to date, by blocking calls; how many migrations ran. */
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
   * A port that is taken, or not ours to take, is an I/O failure, too, and is so the next time as
   * well. The native transport has no exception of its own for it.
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
          "{}: no answer yet ({}); it is asked again, until {} s after the start (start.timeout)",
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
