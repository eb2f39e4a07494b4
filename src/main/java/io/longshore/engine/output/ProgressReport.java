package io.longshore.engine.output;

import io.longshore.async.AsyncLoop;
import io.vertx.core.Future;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Reports how far an attempt is: its rows and bytes in one statement, one at a time and at most two
 * in a second, because each is a commit that is replicated. What changes meanwhile is coalesced.
 * Reports of rows take the bytes with them; only of a piece that reports no rows, such as a copy,
 * the bytes are reported alone, at most once in two seconds. For one context.
 */
final class ProgressReport {

  /** How long after a report of rows the next one waits. */
  static final long PAUSE_MILLIS = 500;

  private static final long QUIET_NANOS = 2_000_000_000L;

  private final Statement statement;
  private final Supplier<Long> bytes;
  private final LongSupplier nanos;
  private final Supplier<Future<?>> pause;
  private boolean reporting;
  private boolean ended;
  private Future<Void> running = Future.succeededFuture();
  private long reported = -1;
  private long latest = -1;
  private long bytesReportedAt;

  /** Records how far the attempt is; fails when it has to stop. */
  @FunctionalInterface
  interface Statement {
    Future<Void> write(long rows, Long bytes);
  }

  /**
   * @param bytes the bytes that the attempt has written; null if it writes no object
   * @param nanos a clock that never goes back
   * @param pause completes {@link #PAUSE_MILLIS} later
   */
  ProgressReport(
      Statement statement, Supplier<Long> bytes, LongSupplier nanos, Supplier<Future<?>> pause) {
    this.statement = statement;
    this.bytes = bytes;
    this.nanos = nanos;
    this.pause = pause;
    this.bytesReportedAt = nanos.getAsLong();
  }

  void rows(long rows) {
    latest = rows;
    if (!reporting && latest != reported) {
      reporting = true;
      AsyncLoop.whileTrue(this::reportLatest);
    }
  }

  /** To be called when bytes were sent. */
  void bytesSent() {
    long now = nanos.getAsLong();
    if (reporting || latest >= 0 || now - bytesReportedAt < QUIET_NANOS) {
      return;
    }
    reporting = true;
    bytesReportedAt = now;
    statement.write(0, bytes.get()).onComplete(written -> resume());
  }

  /** Reports the rows that were reported meanwhile. */
  private void resume() {
    reporting = false;
    if (latest >= 0) {
      rows(latest);
    }
  }

  /** Returns whether more rows were reported meanwhile. */
  private Future<Boolean> reportLatest() {
    if (ended) {
      return Future.succeededFuture(false);
    }
    return report()
        .compose(written -> pause.get())
        .transform(
            paused -> {
              reporting = paused.succeeded() && latest != reported && !ended;
              return Future.succeededFuture(reporting);
            });
  }

  private Future<Void> report() {
    reported = latest;
    running = statement.write(reported, bytes.get());
    return running;
  }

  /**
   * Ends the reports, and records the latest rows, which a piece keeps that failed.
   *
   * @return fails when the attempt has to stop
   */
  Future<Void> flush() {
    end();
    return running.compose(written -> latest == reported ? Future.succeededFuture() : report());
  }

  /** Ends the reports. */
  void end() {
    ended = true;
  }
}
