package io.longshore.cli;

import io.longshore.engine.store.JobEvent;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code jobs watch}: shows the progress of a job until it has ended. Blocks. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description =
        "Shows the statuses and the progress of a job until it has ended: on a terminal in one line"
            + " that changes, else in a line for each change. Exit code 0 if it succeeded, 3 if it"
            + " failed, 4 if it was cancelled, 5 if it has not ended in time.")
final class JobWatchCommand implements Callable<Integer> {

  private static final int NO_JOB = 1;
  private static final int FAILED = 3;
  private static final int CANCELLED = 4;
  private static final int TIMED_OUT = 5;

  private static final Duration POLL = Duration.ofSeconds(1);

  @Spec private CommandSpec spec;

  @Mixin private ConfigOptions options;

  @Parameters(index = "0", paramLabel = "ID")
  private String id;

  @Option(
      names = "--seconds",
      description = "The longest time to watch. Default: until the job has ended.")
  private Optional<Long> seconds;

  @Override
  public Integer call() {
    try (JobAdmin admin = JobAdmin.open(options)) {
      Optional<JobId> job = JobId.parse(id).filter(parsed -> admin.find(parsed).isPresent());
      if (job.isEmpty()) {
        spec.commandLine().getErr().println("longshore: There is no job " + id);
        return NO_JOB;
      }
      return watch(admin, job.get());
    }
  }

  private int watch(JobAdmin admin, JobId watched) {
    PrintWriter out = spec.commandLine().getOut();
    JobProgressPrinter printer = new JobProgressPrinter(out, isTerminal());
    long began = System.nanoTime();
    Optional<Job> job = admin.find(watched);
    while (job.isPresent()) {
      List<JobEvent> events = admin.events(watched);
      boolean ended = job.get().state().isFinal();
      long bytes = admin.sums(watched).bytes();
      printer.show(job.get(), bytes, events, System.nanoTime());
      if (ended || isOver(began)) {
        printer.end(job.get(), bytes);
        return ended ? exitCode(job.get().state()) : TIMED_OUT;
      }
      admin.pause(POLL);
      job = admin.find(watched);
    }
    spec.commandLine().getErr().println("longshore: Job " + id + " was deleted");
    return NO_JOB;
  }

  private boolean isOver(long began) {
    long elapsed = System.nanoTime() - began;
    return seconds.filter(most -> elapsed >= Duration.ofSeconds(most).toNanos()).isPresent();
  }

  private static int exitCode(JobState end) {
    return end == JobState.SUCCEEDED ? 0 : end == JobState.CANCELLED ? CANCELLED : FAILED;
  }

  /** Since Java 22 a console may exist without a terminal; its method isTerminal tells. */
  private static boolean isTerminal() {
    Console console = System.console();
    try {
      return console != null && (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException older) {
      return true;
    } catch (ReflectiveOperationException unknown) {
      return false;
    }
  }
}
