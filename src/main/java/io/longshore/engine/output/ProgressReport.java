package io.longshore.engine.output;

import io.longshore.async.AsyncLoop;
import io.vertx.core.Future;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Reports how far an attempt is: its rows and bytes in one statement, one at a time. What changes
 * meanwhile is coalesced. Reports of rows take the bytes with them; only of a piece that reports no
 * rows, such as a copy, the bytes are reported alone, at most once in two seconds. For one context.
 */
final class ProgressReport {

  private static final long QUIET_NANOS = 2_000_000_000L;

  private final Statement statement;
  private final Supplier<Long> bytes;
  private final LongSupplier nanos;
  private boolean reporting;
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
   */
  ProgressReport(Statement statement, Supplier<Long> bytes, LongSupplier nanos) {
    this.statement = statement;
    this.bytes = bytes;
    this.nanos = nanos;
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
    reported = latest;
    return statement
        .write(reported, bytes.get())
        .transform(
            written -> {
              reporting = written.succeeded() && latest != reported;
              return Future.succeededFuture(reporting);
            });
  }
}
