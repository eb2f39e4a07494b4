package io.longshore.cli;

import io.longshore.engine.store.JobEvent;
import io.longshore.job.Job;
import io.longshore.job.Progress;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * Prints a job while it runs: each new status in a line, and the progress. On a terminal the
 * progress is one line that changes; elsewhere each change of it is a line.
 */
final class JobProgressPrinter {

  private static final String CLEAR_LINE = "\r\u001b[K";
  private static final double MEGABYTE = 1e6;
  private static final long WINDOW_NANOS = 10_000_000_000L;

  /** Without a terminal, the time between two lines of progress at least. */
  private static final long QUIET_NANOS = 5_000_000_000L;

  private record Sample(long at, long rows, long bytes) {}

  private record Printed(Progress progress, long bytes) {}

  private final PrintWriter out;
  private final boolean terminal;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private int events;
  private Printed printed;
  private long printedAt;

  JobProgressPrinter(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /**
   * Prints what is new.
   *
   * @param bytes of the objects that the job makes, until now
   * @param all the statuses of the job so far
   * @param now of a clock that never goes back, in nanoseconds
   */
  void show(Job job, long bytes, List<JobEvent> all, long now) {
    for (JobEvent event : all.subList(Math.min(events, all.size()), all.size())) {
      out.print(terminal ? CLEAR_LINE : "");
      out.print(event.at() + " " + event.word() + "\n");
    }
    events = all.size();
    samples.add(new Sample(now, job.progress().rows(), bytes));
    while (samples.size() > 2 && now - samples.getFirst().at() > WINDOW_NANOS) {
      samples.remove();
    }
    Printed shown = new Printed(job.progress(), bytes);
    if (terminal) {
      out.print(CLEAR_LINE + line(job, bytes));
    } else if (isNews(shown, now)) {
      out.print(line(job, bytes) + "\n");
      printed = shown;
      printedAt = now;
    }
    out.flush();
  }

  /** Prints how the job ended, or how it is. */
  void end(Job job, long bytes) {
    out.print(terminal ? "\n" : "");
    if (!terminal && !new Printed(job.progress(), bytes).equals(printed)) {
      out.print(line(job, bytes) + "\n");
    }
    out.print("Job %s is %s\n".formatted(job.id(), job.state()));
    job.failures().forEach(failure -> out.print("Because " + failure + "\n"));
    out.flush();
  }

  private boolean isNews(Printed shown, long now) {
    return printed == null || (!shown.equals(printed) && now - printedAt >= QUIET_NANOS);
  }

  private String line(Job job, long bytes) {
    Progress progress = job.progress();
    StringBuilder line = new StringBuilder(job.state() + " " + job.word());
    if (progress.pieces() > 0) {
      line.append("  %d %%".formatted(100L * progress.piecesDone() / progress.pieces()));
    }
    line.append(String.format(Locale.ROOT, "  %,d rows", progress.rows()));
    boolean runs = !job.state().isFinal();
    if (runs) {
      line.append(String.format(Locale.ROOT, "  %,d rows/s", Math.round(perSecond(Sample::rows))));
    }
    if (bytes > 0) { // imports write none
      line.append(String.format(Locale.ROOT, "  %,.1f MB", bytes / MEGABYTE));
      line.append(
          runs
              ? String.format(Locale.ROOT, "  %,.1f MB/s", perSecond(Sample::bytes) / MEGABYTE)
              : "");
    }
    return line.append("  %d/%d pieces".formatted(progress.piecesDone(), progress.pieces()))
        .toString();
  }

  /** Over the last seconds; an attempt that begins again counts from zero. */
  private double perSecond(ToLongFunction<Sample> value) {
    Sample first = samples.getFirst();
    Sample last = samples.getLast();
    double seconds = (last.at() - first.at()) / 1e9;
    long more = value.applyAsLong(last) - value.applyAsLong(first);
    return seconds > 0 ? Math.max(0, more) / seconds : 0;
  }
}
