package io.longshore.cli;

import io.longshore.job.Job;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Prints jobs, as tables or as JSON. */
final class JobPrinter {

  private static final List<String> JOB =
      List.of("ID", "STATE", "STATUS", "TYPE", "ACCOUNT", "CREATED", "PIECES", "ROWS");

  private JobPrinter() {}

  static String table(List<Job> jobs) {
    List<List<String>> rows = new ArrayList<>(List.of(JOB));
    jobs.forEach(job -> rows.add(row(job)));
    return aligned("", rows);
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

  static String aligned(String indent, List<List<String>> rows) {
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

  static JsonObject json(Job job) {
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
}
