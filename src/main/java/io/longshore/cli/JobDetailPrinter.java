package io.longshore.cli;

import io.longshore.engine.admin.JobTaskStore.JobTask;
import io.longshore.engine.admin.JobTaskStore.TaskObject;
import io.longshore.engine.history.HistoryEvent;
import io.longshore.engine.history.WaitReason;
import io.longshore.job.Job;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Prints all that is known of a job, as tables or as JSON. */
final class JobDetailPrinter {

  private static final List<String> TASK =
      List.of("TASK", "KIND", "STATE", "ATTEMPTS", "OUTAGES", "ROWS", "REJECTED");
  private static final List<String> OUTPUT = List.of("TASK", "STATE", "BYTES", "OBJECT");

  private JobDetailPrinter() {}

  static String text(JobDetails details) {
    Job job = details.job();
    StringBuilder text = new StringBuilder(JobPrinter.table(List.of(job)));
    details
        .waiting()
        .ifPresent(why -> text.append("Waits: %s (%s)\n".formatted(why.message(), why.code())));
    job.failures().forEach(failure -> text.append("Because ").append(failure).append('\n'));
    job.traceId().ifPresent(trace -> text.append("Trace ").append(trace).append('\n'));
    text.append("Timeline\n");
    text.append(
        JobPrinter.aligned("  ", details.events().stream().map(event -> row(job, event)).toList()));
    text.append("Tasks\n");
    text.append(table(TASK, details.tasks().stream().map(JobDetailPrinter::row)));
    text.append("Outputs\n");
    text.append(
        table(
            OUTPUT,
            details.tasks().stream()
                .filter(task -> task.object().isPresent())
                .map(JobDetailPrinter::output)));
    details
        .tasks()
        .forEach(
            task ->
                task.reason()
                    .ifPresent(why -> text.append("Task %d: %s\n".formatted(task.seq(), why))));
    return text.toString();
  }

  private static String table(List<String> head, Stream<List<String>> rows) {
    List<List<String>> all = new ArrayList<>(List.of(head));
    rows.forEach(all::add);
    return JobPrinter.aligned("  ", all);
  }

  private static List<String> row(Job job, HistoryEvent event) {
    Duration since = Duration.between(job.createdAt(), event.at());
    String time = "+%d.%03d s".formatted(since.toSeconds(), since.toMillisPart());
    return List.of(event.at().toString(), time, event.kind(), what(event));
  }

  /** The status; of other events the attempt, its worker, how long it took, and the reason. */
  private static String what(HistoryEvent event) {
    if (event.kind().equals("STATUS")) {
      return event.word();
    }
    List<String> parts = new ArrayList<>();
    event.task().ifPresent(task -> parts.add("task " + task));
    event.attempt().ifPresent(attempt -> parts.add("attempt " + attempt));
    event.worker().ifPresent(worker -> parts.add("by " + worker));
    event
        .since()
        .map(since -> Duration.between(since, event.at()))
        .ifPresent(took -> parts.add("%d.%03d s".formatted(took.toSeconds(), took.toMillisPart())));
    String attempt = String.join(" ", parts);
    return event
        .detail()
        .map(detail -> attempt.isEmpty() ? detail : attempt + ": " + detail)
        .orElse(attempt);
  }

  private static List<String> row(JobTask task) {
    return List.of(
        Integer.toString(task.seq()),
        task.kind(),
        task.state() + task.owner().map(owner -> " by " + owner).orElse(""),
        Integer.toString(task.attempts()),
        Integer.toString(task.outages()),
        Long.toString(task.rows()),
        Long.toString(task.rejectedRows()));
  }

  private static List<String> output(JobTask task) {
    return List.of(
        Integer.toString(task.seq()),
        task.output(),
        task.size().map(size -> Long.toString(size)).orElse("-"),
        task.object().map(JobDetailPrinter::uri).orElse("-"));
  }

  private static String uri(TaskObject object) {
    return "s3://" + object.bucket() + "/" + object.key();
  }

  static String json(JobDetails details) {
    JsonArray timeline = new JsonArray();
    details.events().forEach(event -> timeline.add(json(event)));
    JsonArray tasks = new JsonArray();
    details.tasks().forEach(task -> tasks.add(json(task)));
    JsonObject json = JobPrinter.json(details.job()).put("timeline", timeline).put("tasks", tasks);
    details.waiting().ifPresent(why -> json.put("waiting", json(why)));
    return json.encodePrettily() + "\n";
  }

  private static JsonObject json(WaitReason why) {
    return new JsonObject()
        .put("code", why.code().name())
        .put("message", why.message())
        .put("nextTry", why.nextTry().map(Object::toString).orElse(null));
  }

  private static JsonObject json(HistoryEvent event) {
    return new JsonObject()
        .put("at", event.at().toString())
        .put("kind", event.kind())
        .put("status", event.word())
        .put("task", event.task().orElse(null))
        .put("attempt", event.attempt().orElse(null))
        .put("worker", event.worker().orElse(null))
        .put("since", event.since().map(Object::toString).orElse(null))
        .put("detail", event.detail().orElse(null));
  }

  private static JsonObject json(JobTask task) {
    return new JsonObject()
        .put("seq", task.seq())
        .put("kind", task.kind())
        .put("state", task.state())
        .put("attempts", task.attempts())
        .put("outages", task.outages())
        .put("rows", task.rows())
        .put("rowsFailed", task.rejectedRows())
        .put("owner", task.owner().orElse(null))
        .put("reason", task.reason().orElse(null))
        .put("output", task.output())
        .put("bytes", task.size().orElse(null))
        .put("sha256", task.sha256().orElse(null))
        .put("object", task.object().map(JobDetailPrinter::uri).orElse(null));
  }
}
