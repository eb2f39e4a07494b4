package io.longshore.cli;

import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToIntBiFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code jobs}: lists and administers the jobs of all accounts and services. */
@Command(
    name = "jobs",
    mixinStandardHelpOptions = true,
    subcommands = JobWatchCommand.class,
    description =
        "Lists, shows, watches, awaits, retries, holds and cancels jobs in the configured database, or in the"
            + " embedded one of a server that is running on data.dir.")
public final class JobsCommand implements Callable<Integer> {

  private static final int FAILED = 1;
  private static final int REFUSED = 2;
  private static final int STILL_RUNNING = 3;

  @Spec private CommandSpec spec;

  /** Output formats. */
  enum Output {
    table,
    json
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return REFUSED;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description =
          "Lists the newest jobs: id, state, the service's status, type, account, creation time, rows.")
  int list(
      @Mixin ConfigOptions options,
      @Option(names = "--account", description = "Only jobs of this account.")
          Optional<String> account,
      @Option(names = "--type", description = "Only jobs of this type.") Optional<String> type,
      @Option(names = "--state", description = "Only jobs in this state: ${COMPLETION-CANDIDATES}.")
          Optional<JobState> state,
      @Option(names = "--limit", defaultValue = "50", description = "The most jobs to list.")
          int limit,
      @Option(names = "--output", defaultValue = "table", description = "${COMPLETION-CANDIDATES}.")
          Output output) {
    try (JobAdmin admin = JobAdmin.open(options)) {
      var jobs = admin.newest(account, type, state, limit);
      return print(output == Output.json ? JobPrinter.json(jobs) : JobPrinter.table(jobs));
    }
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description =
          "Shows one job: its statuses and attempts with times, workers and reasons, its tasks and"
              + " outputs, and why it waits or failed.")
  int show(
      @Mixin ConfigOptions options,
      @Parameters(index = "0", paramLabel = "ID") String text,
      @Option(names = "--output", defaultValue = "table", description = "${COMPLETION-CANDIDATES}.")
          Output output) {
    return with(
        options,
        text,
        (admin, job) -> {
          JobDetails details = admin.details(job);
          return print(
              output == Output.json
                  ? JobDetailPrinter.json(details)
                  : JobDetailPrinter.text(details));
        });
  }

  @Command(
      name = "wait",
      mixinStandardHelpOptions = true,
      description =
          "Waits for a job to end. Exit code 0 if it succeeded, 1 if it failed or was cancelled, 3 if"
              + " it is still running.")
  int await(
      @Mixin ConfigOptions options,
      @Parameters(index = "0", paramLabel = "ID") String text,
      @Option(names = "--seconds", defaultValue = "3600", description = "The longest time to wait.")
          long seconds) {
    return with(
        options,
        text,
        (admin, job) -> {
          Job last = admin.awaitEnd(job.id(), Duration.ofSeconds(seconds)).orElse(job);
          print("Job %s is %s\n".formatted(text, last.state()));
          job.failures().forEach(failure -> print("Because " + failure + "\n"));
          return last.state() == JobState.SUCCEEDED
              ? 0
              : last.state().isFinal() ? FAILED : STILL_RUNNING;
        });
  }

  @Command(
      name = "retry",
      mixinStandardHelpOptions = true,
      description =
          "Makes the waiting tasks of an unfinished job due now and resets their attempts. A job that"
              + " has ended must be created again.")
  int retry(@Mixin ConfigOptions options, @Parameters(index = "0", paramLabel = "ID") String text) {
    return with(
        options,
        text,
        (admin, job) -> {
          int tasks = job.state().isFinal() ? 0 : admin.retry(job.id());
          if (tasks > 0) {
            return print("%d tasks of job %s are due now.\n".formatted(tasks, text));
          }
          return refuse(
              job.state().isFinal()
                  ? "Job %s has ended as %s: create a new one".formatted(text, job.state())
                  : "Job %s has no waiting task".formatted(text));
        });
  }

  @Command(
      name = "cancel",
      mixinStandardHelpOptions = true,
      description =
          "Cancels a job. It ends as CANCELLED and leaves no object, or the cancel is refused.")
  int cancel(
      @Mixin ConfigOptions options, @Parameters(index = "0", paramLabel = "ID") String text) {
    return with(
        options,
        text,
        (admin, job) ->
            admin.cancel(job.id())
                ? print(
                    "Job "
                        + text
                        + " will end as CANCELLED once a worker has removed its objects.\n")
                : refuse(refusal(admin.find(job.id()).orElse(job))));
  }

  @Command(
      name = "hold",
      mixinStandardHelpOptions = true,
      description =
          "Stops workers from claiming tasks of one job, or of all. Running tasks continue.")
  int hold(@Mixin ConfigOptions options, @Mixin JobSelectorOptions selection) {
    return hold(options, selection, true);
  }

  @Command(
      name = "release",
      mixinStandardHelpOptions = true,
      description = "Releases held jobs: one, or all.")
  int release(@Mixin ConfigOptions options, @Mixin JobSelectorOptions selection) {
    return hold(options, selection, false);
  }

  private int hold(ConfigOptions options, JobSelectorOptions selection, boolean held) {
    String word = held ? "held" : "released";
    if (selection.isInvalid()) {
      return refuse("Give a job id or --all");
    }
    if (selection.all()) {
      try (JobAdmin admin = JobAdmin.open(options)) {
        return print("%d jobs were %s.\n".formatted(admin.hold(held, Optional.empty()), word));
      }
    }
    return with(
        options,
        selection.id(),
        (admin, job) ->
            admin.hold(held, Optional.of(job.id())) == 1
                ? print("Job %s was %s.\n".formatted(selection.id(), word))
                : refuse(
                    "Job %s has ended, is being cancelled, or is %s already"
                        .formatted(selection.id(), word)));
  }

  private int with(ConfigOptions options, String id, ToIntBiFunction<JobAdmin, Job> action) {
    try (JobAdmin admin = JobAdmin.open(options)) {
      Optional<Job> found = JobId.parse(id).flatMap(admin::find);
      return found.isPresent()
          ? action.applyAsInt(admin, found.get())
          : refuse("There is no job " + id);
    }
  }

  private static String refusal(Job job) {
    if (job.state().isFinal()) {
      return "Job %s has ended as %s".formatted(job.id(), job.state());
    }
    return job.state() == JobState.COMMITTING
        ? "Job %s is making its objects visible, which cannot be undone".formatted(job.id())
        : "Job %s is already failing".formatted(job.id());
  }

  private int print(String text) {
    spec.commandLine().getOut().print(text);
    spec.commandLine().getOut().flush();
    return 0;
  }

  private int refuse(String why) {
    spec.commandLine().getErr().println("longshore: " + why);
    return FAILED;
  }
}
