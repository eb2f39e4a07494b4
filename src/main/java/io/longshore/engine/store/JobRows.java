package io.longshore.engine.store;

import io.longshore.engine.transition.TaskTransition;
import io.longshore.job.Destination;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.longshore.job.Piece;
import io.longshore.job.Progress;
import io.longshore.job.TaskKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Maps rows of the tables {@code job} and {@code task} to records. */
public final class JobRows {

  /** Selects jobs with their progress, which is summed from the pieces at the time of reading. */
  public static final String JOB =
      """
      SELECT j.id, j.account, j.region, j.type, j.container, j.subject, j.spec, j.state, j.word,
             j.pieces, j.failures, j.cancel_requested, j.created_at, j.changed_at, j.finished_at,
             j.traceparent, p.done, p.failed, p.rows, p.rows_failed
        FROM job j
       CROSS JOIN LATERAL (
             SELECT count(*) FILTER (WHERE t.kind = 'PIECE' AND t.state = 'DONE') AS done,
                    count(*) FILTER (WHERE t.kind = 'PIECE' AND t.state = 'FAILED') AS failed,
                    coalesce(sum(t.rows) FILTER (WHERE t.kind = 'PIECE'), 0)::bigint AS rows,
                    (coalesce(sum(t.rows) FILTER (WHERE t.kind = 'PIECE' AND t.state = 'FAILED'), 0)
                      + coalesce(sum(t.rows_failed), 0))::bigint AS rows_failed
               FROM task t
              WHERE t.job = j.id AND t.kind IN ('PIECE', 'COMMIT')) p
      """;

  /** The kind of the rows behind a piece that makes many objects. Workers never claim them. */
  private static final String OBJECT = "OBJECT";

  private JobRows() {}

  public static Job job(Row row) {
    return new Job(
        new JobId(row.getUUID("id")),
        row.getString("account"),
        row.getString("region"),
        row.getString("type"),
        row.getString("container"),
        Optional.ofNullable(row.getString("subject")),
        (JsonObject) row.getJson("spec"),
        JobState.valueOf(row.getString("state")),
        row.getString("word"),
        progress(row),
        failures((JsonArray) row.getJson("failures")),
        row.getBoolean("cancel_requested"),
        instant(row, "created_at").orElseThrow(),
        instant(row, "changed_at").orElseThrow(),
        instant(row, "finished_at"),
        Optional.ofNullable(row.getString("traceparent")));
  }

  static Optional<Instant> instant(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(at -> at.toInstant());
  }

  /** Reads what to do and where the result goes. */
  static Piece piece(Row row) {
    return new Piece((JsonObject) row.getJson("spec"), destination(row));
  }

  public static Optional<Destination> destination(Row row) {
    String key = row.getString("key");
    if (key == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Destination(
            row.getString("role_arn"),
            row.getString("bucket"),
            key,
            row.getString("content_type"),
            Optional.ofNullable(row.getString("kms_key_arn"))));
  }

  /**
   * Pieces as the one parameter of {@code json_to_recordset}. The rows of a piece's objects follow
   * that of the piece.
   */
  public static JsonArray pieces(List<Piece> pieces) {
    JsonArray all = new JsonArray();
    for (Piece piece : pieces) {
      int seq = all.size();
      JsonObject row =
          row(seq, TaskKind.PIECE.name(), TaskTransition.CREATE).put("spec", piece.spec());
      piece.destination().ifPresent(to -> row.mergeIn(columns(to)));
      all.add(row);
      for (Destination object : piece.objects()) {
        all.add(
            row(all.size(), OBJECT, TaskTransition.CREATE_OBJECT)
                .put("spec", new JsonObject())
                .put("piece", seq)
                .mergeIn(columns(object)));
      }
    }
    return all;
  }

  private static JsonObject row(int seq, String kind, TaskTransition creation) {
    return new JsonObject()
        .put("seq", seq)
        .put("kind", kind)
        .put("state", creation.to().orElseThrow().name());
  }

  private static JsonObject columns(Destination to) {
    return new JsonObject()
        .put("role_arn", to.roleArn())
        .put("bucket", to.bucket())
        .put("key", to.key())
        .put("content_type", to.contentType())
        .put("kms_key_arn", to.kmsKeyArn().orElse(null));
  }

  private static Progress progress(Row row) {
    return new Progress(
        row.getInteger("pieces"),
        row.getInteger("done"),
        row.getInteger("failed"),
        row.getLong("rows"),
        row.getLong("rows_failed"));
  }

  public static List<String> failures(JsonArray reasons) {
    return reasons.stream().map(String.class::cast).toList();
  }
}
