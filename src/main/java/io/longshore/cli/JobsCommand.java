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

/** Jobs of all accounts and services, for whoever operates them. */
@Command(
    name = "jobs",
    mixinStandardHelpOptions = true,
    description =
        "Lists, shows, awaits, retries, holds and cancels jobs, in the configured database or,"
            + " beside a server that runs on data.dir, in its embedded one.")
public final class JobsCommand implements Callable<Integer> {

  private static final int FAILED = 1;
  private static final int REFUSED = 2;
  private static final int LATE = 3;

  @Spec private CommandSpec spec;

  /** For people or for programs. */
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
          "The newest jobs: id, state, the service's word, type, account, creation, rows.")
  int list(
      @Mixin ConfigOptions options,
      @Option(names = "--account", description = "Only of this account.") Optional<String> account,
      @Option(names = "--type", description = "Only of this type.") Optional<String> type,
      @Option(names = "--state", description = "Only in this state: ${COMPLETION-CANDIDATES}.")
          Optional<JobState> state,
      @Option(names = "--limit", defaultValue = "50", description = "At most this many.") int limit,
      @Option(names = "--output", defaultValue = "table", description = "${COMPLETION-CANDIDATES}.")
          Output output) {
    try (JobAdmin desk = JobAdmin.open(options)) {
      var jobs = desk.newest(account, type, state, limit);
      return say(output == Output.json ? JobPrinter.json(jobs) : JobPrinter.table(jobs));
    }
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description =
          "One job: the words that its users saw and when, its tasks with their attempts"
              + " and outputs, and why it failed.")
  int show(
      @Mixin ConfigOptions options,
      @Parameters(index = "0", paramLabel = "ID") String text,
      @Option(names = "--output", defaultValue = "table", description = "${COMPLETION-CANDIDATES}.")
          Output output) {
    return with(
        options,
        text,
        (desk, job) -> {
          var events = desk.events(job.id());
          var tasks = desk.tasks(job.id());
          return say(
              output == Output.json
                  ? JobPrinter.json(job, events, tasks)
                  : JobPrinter.text(job, events, tasks));
        });
  }

  @Command(
      name = "wait",
      mixinStandardHelpOptions = true,
      description =
          "Until the job has ended. Exit code 0 when it succeeded, 1 when it failed or was"
              + " cancelled, 3 when it still goes on.")
  int await(
      @Mixin ConfigOptions options,
      @Parameters(index = "0", paramLabel = "ID") String text,
      @Option(names = "--seconds", defaultValue = "3600", description = "At most so long.")
          long seconds) {
    return with(
        options,
        text,
        (desk, job) -> {
          Job last = desk.awaitEnd(job.id(), Duration.ofSeconds(seconds)).orElse(job);
          say("Job %s is %s\n".formatted(text, last.state()));
          job.failures().forEach(failure -> say("Because " + failure + "\n"));
          return last.state() == JobState.SUCCEEDED ? 0 : last.state().isFinal() ? FAILED : LATE;
        });
  }

  @Command(
      name = "retry",
      mixinStandardHelpOptions = true,
      description =
          "Has the waiting tasks of an unfinished job tried now, with all their attempts"
              + " before them. A job that has ended is created anew by its user.")
  int retry(@Mixin ConfigOptions options, @Parameters(index = "0", paramLabel = "ID") String text) {
    return with(
        options,
        text,
        (desk, job) -> {
          int tasks = job.state().isFinal() ? 0 : desk.retry(job.id());
          if (tasks > 0) {
            return say("%d tasks of job %s are due now.\n".formatted(tasks, text));
          }
          return refuse(
              job.state().isFinal()
                  ? "Job %s has ended as %s: it is created anew".formatted(text, job.state())
                  : "No task of job %s waits".formatted(text));
        });
  }

  @Command(
      name = "cancel",
      mixinStandardHelpOptions = true,
      description = "Asks a job to stop. It ends CANCELLED with no object, or is left as it is.")
  int cancel(
      @Mixin ConfigOptions options, @Parameters(index = "0", paramLabel = "ID") String text) {
    return with(
        options,
        text,
        (desk, job) ->
            desk.cancel(job.id())
                ? say("Job " + text + " ends as CANCELLED as soon as a worker has cleaned up.\n")
                : refuse(refusal(desk.find(job.id()).orElse(job))));
  }

  @Command(
      name = "hold",
      mixinStandardHelpOptions = true,
      description = "Keeps workers from claiming tasks of a job, or of all. What runs goes on.")
  int hold(@Mixin ConfigOptions options, @Mixin JobSelectorOptions choice) {
    return hold(options, choice, true);
  }

  @Command(
      name = "release",
      mixinStandardHelpOptions = true,
      description = "Lets held jobs go on: one, or all.")
  int release(@Mixin ConfigOptions options, @Mixin JobSelectorOptions choice) {
    return hold(options, choice, false);
  }

  private int hold(ConfigOptions options, JobSelectorOptions choice, boolean held) {
    String word = held ? "held" : "released";
    if (choice.isNone()) {
      return refuse("Name a job, or --all");
    }
    if (choice.all()) {
      try (JobAdmin desk = JobAdmin.open(options)) {
        return say("%d jobs were %s.\n".formatted(desk.hold(held, Optional.empty()), word));
      }
    }
    return with(
        options,
        choice.id(),
        (desk, job) ->
            desk.hold(held, Optional.of(job.id())) == 1
                ? say("Job %s was %s.\n".formatted(choice.id(), word))
                : refuse("Job %s has ended, or was %s before".formatted(choice.id(), word)));
  }

  private int with(ConfigOptions options, String id, ToIntBiFunction<JobAdmin, Job> action) {
    try (JobAdmin desk = JobAdmin.open(options)) {
      Optional<Job> found = JobId.parse(id).flatMap(desk::find);
      return found.isPresent()
          ? action.applyAsInt(desk, found.get())
          : refuse("There is no job " + id);
    }
  }

  private static String refusal(Job job) {
    if (job.state().isFinal()) {
      return "Job %s has ended as %s".formatted(job.id(), job.state());
    }
    return job.state() == JobState.COMMITTING
        ? "Job %s is putting objects in place that cannot be taken back".formatted(job.id())
        : "Job %s is failing already".formatted(job.id());
  }

  private int say(String text) {
    spec.commandLine().getOut().print(text);
    spec.commandLine().getOut().flush();
    return 0;
  }

  private int refuse(String why) {
    spec.commandLine().getErr().println("longshore: " + why);
    return FAILED;
  }
}
