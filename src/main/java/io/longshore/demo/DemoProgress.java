package io.longshore.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** A progress line: rows, rows per second, percent. */
final class DemoProgress {

  private static final Duration BETWEEN = Duration.ofMillis(200);

  private final PrintStream out;
  private final boolean terminal;
  private final String step;
  private final long total;
  private final long startedNanos = System.nanoTime();
  private long printedNanos;

  /**
   * @param terminal whether the line may be overwritten; else it is printed only at the end
   * @param total rows expected; 0 if unknown
   */
  DemoProgress(PrintStream out, boolean terminal, String step, long total) {
    this.out = out;
    this.terminal = terminal;
    this.step = step;
    this.total = total;
  }

  void at(long rows) {
    long now = System.nanoTime();
    if (terminal && now - printedNanos >= BETWEEN.toNanos()) {
      printedNanos = now;
      out.print("\r" + line(rows, now));
      out.flush();
    }
  }

  /** Prints the last state and ends the line. */
  void done(long rows) {
    out.println((terminal ? "\r" : "") + line(rows, System.nanoTime()));
  }

  private String line(long rows, long now) {
    double seconds = Math.max(0.001, (now - startedNanos) / 1e9);
    long percent = total == 0 ? 100 : rows * 100 / total;
    return String.format(
        Locale.ROOT,
        "  %-34s %,9d rows  %,9.0f rows/s  %3d %%  %5.1f s",
        step,
        rows,
        rows / seconds,
        percent,
        seconds);
  }
}
