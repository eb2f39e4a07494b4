package io.longshore;

import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
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
        "Lists, shows and cancels jobs, in the configured database or, beside a server that runs"
            + " on data.dir, in its embedded one.")
final class JobsCommand implements Callable<Integer> {

  private static final int FAILED = 1;
  private static final int REFUSED = 2;

  @Spec private CommandSpec spec;

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
      @Option(names = "--limit", defaultValue = "50", description = "At most this many.")
          int limit) {
    try (JobDesk desk = JobDesk.open(options)) {
      desk.newest(account, type, state, limit).forEach(job -> out().println(line(job)));
      out().flush();
      return 0;
    }
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "One job with its tasks, the words that its users saw, and why it failed.")
  int show(@Mixin ConfigOptions options, @Parameters(index = "0", paramLabel = "ID") String text) {
    try (JobDesk desk = JobDesk.open(options)) {
      Optional<Job> found = JobId.parse(text).flatMap(desk::find);
      if (found.isEmpty()) {
        return none(text);
      }
      Job job = found.get();
      out().println(line(job));
      desk.events(job.id()).forEach(event -> out().println("  " + event.at() + " " + event.word()));
      desk.tasks(job.id()).forEach(task -> out().println("  " + task));
      job.failures().forEach(failure -> out().println("  " + failure));
      out().flush();
      return 0;
    }
  }

  @Command(
      name = "cancel",
      mixinStandardHelpOptions = true,
      description = "Asks a job to stop. It ends CANCELLED with no object, or is left as it is.")
  int cancel(
      @Mixin ConfigOptions options, @Parameters(index = "0", paramLabel = "ID") String text) {
    try (JobDesk desk = JobDesk.open(options)) {
      Optional<Job> found = JobId.parse(text).flatMap(desk::find);
      if (found.isEmpty()) {
        return none(text);
      }
      if (desk.cancel(found.get().id())) {
        out().println("Job " + text + " ends as CANCELLED as soon as a worker has cleaned up.");
        out().flush();
        return 0;
      }
      Job now = desk.find(found.get().id()).orElse(found.get());
      spec.commandLine().getErr().println("longshore: " + refusal(now));
      return FAILED;
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

  private int none(String id) {
    spec.commandLine().getErr().println("longshore: There is no job " + id);
    return FAILED;
  }

  private static String line(Job job) {
    return "%s %-10s %-16s %s %s %s %d"
        .formatted(
            job.id(),
            job.state(),
            job.word(),
            job.type(),
            job.account(),
            job.createdAt(),
            job.progress().rows());
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
