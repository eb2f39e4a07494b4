package io.longshore.cli;

import io.longshore.engine.store.JobEvent;
import io.longshore.job.Job;
import io.longshore.job.Progress;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * Prints a job while it runs: each new status in a line, and the progress. On a terminal the
 * progress is one line that changes; elsewhere each change of it is a line.
 */
final class JobProgressPrinter {

  private static final String CLEAR_LINE = "\r\u001b[K";
  private static final long WINDOW_NANOS = 10_000_000_000L;

  /** Without a terminal, the time between two lines of progress at least. */
  private static final long QUIET_NANOS = 5_000_000_000L;

  private record Sample(long at, long rows) {}

  private final PrintWriter out;
  private final boolean terminal;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private int events;
  private Progress printedProgress;
  private long printedAt;

  JobProgressPrinter(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /**
   * Prints what is new.
   *
   * @param all the statuses of the job so far
   * @param now of a clock that never goes back, in nanoseconds
   */
  void show(Job job, List<JobEvent> all, long now) {
    for (JobEvent event : all.subList(Math.min(events, all.size()), all.size())) {
      out.print(terminal ? CLEAR_LINE : "");
      out.print(event.at() + " " + event.word() + "\n");
    }
    events = all.size();
    samples.add(new Sample(now, job.progress().rows()));
    while (samples.size() > 2 && now - samples.getFirst().at() > WINDOW_NANOS) {
      samples.remove();
    }
    String line = line(job);
    if (terminal) {
      out.print(CLEAR_LINE + line);
    } else if (isNews(job.progress(), now)) {
      out.print(line + "\n");
      printedProgress = job.progress();
      printedAt = now;
    }
    out.flush();
  }

  /** Prints how the job ended, or how it is. */
  void end(Job job) {
    out.print(terminal ? "\n" : "");
    if (!terminal && !job.progress().equals(printedProgress)) {
      out.print(line(job) + "\n");
    }
    out.print("Job %s is %s\n".formatted(job.id(), job.state()));
    job.failures().forEach(failure -> out.print("Because " + failure + "\n"));
    out.flush();
  }

  private boolean isNews(Progress progress, long now) {
    return printedProgress == null
        || (!progress.equals(printedProgress) && now - printedAt >= QUIET_NANOS);
  }

  private String line(Job job) {
    Progress progress = job.progress();
    StringBuilder line = new StringBuilder(job.state() + " " + job.word());
    if (progress.pieces() > 0) {
      line.append("  %d %%".formatted(100L * progress.piecesDone() / progress.pieces()));
    }
    line.append(String.format(Locale.ROOT, "  %,d rows", progress.rows()));
    if (!job.state().isFinal()) {
      line.append(String.format(Locale.ROOT, "  %,d rows/s", rowsPerSecond()));
    }
    return line.append("  %d/%d pieces".formatted(progress.piecesDone(), progress.pieces()))
        .toString();
  }

  /** Over the last seconds; an attempt that begins again counts its rows from zero. */
  private long rowsPerSecond() {
    Sample first = samples.getFirst();
    Sample last = samples.getLast();
    double seconds = (last.at() - first.at()) / 1e9;
    return seconds > 0 ? Math.round(Math.max(0, last.rows() - first.rows()) / seconds) : 0;
  }
}
