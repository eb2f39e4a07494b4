package io.longshore.cli;

import io.longshore.engine.admin.JobSearchStore.TaskView;
import io.longshore.engine.store.JobEvent;
import io.longshore.job.Job;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Prints jobs, as tables or as JSON. */
final class JobPrinter {

  private static final List<String> JOB =
      List.of("ID", "STATE", "STATUS", "TYPE", "ACCOUNT", "CREATED", "PIECES", "ROWS");
  private static final List<String> TASK =
      List.of("TASK", "KIND", "STATE", "ATTEMPTS", "OUTAGES", "ROWS", "OUTPUT", "OBJECT");

  private JobPrinter() {}

  static String table(List<Job> jobs) {
    List<List<String>> rows = new ArrayList<>(List.of(JOB));
    jobs.forEach(job -> rows.add(row(job)));
    return aligned("", rows);
  }

  static String text(Job job, List<JobEvent> events, List<TaskView> tasks) {
    StringBuilder text = new StringBuilder(table(List.of(job)));
    job.failures().forEach(failure -> text.append("Because ").append(failure).append('\n'));
    job.traceId().ifPresent(trace -> text.append("Trace ").append(trace).append('\n'));
    text.append("Timeline\n");
    List<List<String>> times = new ArrayList<>();
    for (JobEvent event : events) {
      Duration since = Duration.between(job.createdAt(), event.at());
      times.add(List.of(event.at().toString(), "+" + seconds(since), event.word()));
    }
    text.append(aligned("  ", times)).append("Tasks\n");
    List<List<String>> rows = new ArrayList<>(List.of(TASK));
    tasks.forEach(task -> rows.add(row(task)));
    text.append(aligned("  ", rows));
    tasks.forEach(
        task ->
            task.reason()
                .ifPresent(reason -> text.append("Task %d: %s\n".formatted(task.seq(), reason))));
    return text.toString();
  }

  private static String seconds(Duration since) {
    return "%d.%03d s".formatted(since.toSeconds(), since.toMillisPart());
  }

  private static List<String> row(Job job) {
    return List.of(
        job.id().toString(),
        job.state().name(),
        job.word(),
        job.type(),
        job.account(),
        job.createdAt().truncatedTo(ChronoUnit.SECONDS).toString(),
        job.progress().piecesDone() + "/" + job.progress().pieces(),
        Long.toString(job.progress().rows()));
  }

  private static List<String> row(TaskView task) {
    return List.of(
        Integer.toString(task.seq()),
        task.kind(),
        task.state() + task.owner().map(owner -> " by " + owner).orElse(""),
        Integer.toString(task.attempts()),
        Integer.toString(task.outages()),
        Long.toString(task.rows()),
        task.output(),
        task.object().orElse("-"));
  }

  private static String aligned(String indent, List<List<String>> rows) {
    if (rows.isEmpty()) {
      return "";
    }
    int columns = rows.get(0).size();
    int[] width =
        IntStream.range(0, columns)
            .map(c -> rows.stream().mapToInt(row -> row.get(c).length()).max().orElse(0))
            .toArray();
    return rows.stream()
        .map(
            row ->
                IntStream.range(0, columns)
                    .mapToObj(c -> row.get(c) + " ".repeat(width[c] - row.get(c).length()))
                    .collect(Collectors.joining(" ", indent, ""))
                    .stripTrailing())
        .collect(Collectors.joining("\n", "", "\n"));
  }

  static String json(List<Job> jobs) {
    JsonArray all = new JsonArray();
    jobs.forEach(job -> all.add(json(job)));
    return all.encodePrettily() + "\n";
  }

  static String json(Job job, List<JobEvent> events, List<TaskView> tasks) {
    JsonArray timeline = new JsonArray();
    events.forEach(
        event ->
            timeline.add(
                new JsonObject().put("at", event.at().toString()).put("status", event.word())));
    JsonArray all = new JsonArray();
    tasks.forEach(task -> all.add(json(task)));
    return json(job).put("timeline", timeline).put("tasks", all).encodePrettily() + "\n";
  }

  private static JsonObject json(Job job) {
    return new JsonObject()
        .put("id", job.id().toString())
        .put("state", job.state().name())
        .put("status", job.word())
        .put("type", job.type())
        .put("account", job.account())
        .put("region", job.region())
        .put("container", job.container())
        .put("created", job.createdAt().toString())
        .put("trace", job.traceId().orElse(null))
        .put("finished", job.finishedAt().map(Object::toString).orElse(null))
        .put("pieces", job.progress().pieces())
        .put("piecesDone", job.progress().piecesDone())
        .put("rows", job.progress().rows())
        .put("rowsFailed", job.progress().rowsFailed())
        .put("failures", new JsonArray(job.failures()));
  }

  private static JsonObject json(TaskView task) {
    return new JsonObject()
        .put("seq", task.seq())
        .put("kind", task.kind())
        .put("state", task.state())
        .put("attempts", task.attempts())
        .put("outages", task.outages())
        .put("rows", task.rows())
        .put("owner", task.owner().orElse(null))
        .put("reason", task.reason().orElse(null))
        .put("output", task.output())
        .put("object", task.object().orElse(null));
  }
}
