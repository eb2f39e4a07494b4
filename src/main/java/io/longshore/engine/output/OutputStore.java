package io.longshore.engine.output;

import static io.longshore.engine.store.TaskRows.LIVE;
import static io.longshore.engine.store.TaskRows.WANTED;

import io.longshore.engine.store.JobRows;
import io.longshore.engine.store.TaskRows;
import io.longshore.job.Destination;
import io.longshore.job.JobId;
import io.longshore.job.Lease;
import io.longshore.objectstore.ObjectStore.Part;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;

/**
 * Reads the outputs of tasks, and records where an output goes and how many rows it has. A result
 * of false means that the lease was lost or the job is ending.
 */
public final class OutputStore {

  private static final String OUTPUT =
      """
      SELECT t.job, t.seq, t.role_arn, t.bucket, t.key, t.content_type, t.kms_key_arn, t.out_state,
             t.token, t.upload_id, t.parts, t.size, t.load, t.rows, t.rows_failed, t.sha256, t.piece,
             t.out_shown, t.out_left
        FROM task t
      """;

  private static final String OF_JOB =
      OUTPUT + " WHERE t.job = $1 AND t.key IS NOT NULL ORDER BY t.seq";

  private static final String OF_TASK =
      OUTPUT
          + """
          WHERE t.job = $1 AND (t.seq = $2 OR t.piece = $2) AND t.key IS NOT NULL
          ORDER BY t.seq""";

  private static final String ADDRESS =
      """
      UPDATE task t
         SET role_arn = $5, bucket = $6, key = $7, content_type = $8, kms_key_arn = $9
       WHERE %s
         AND %s
         AND t.out_state IN ('NONE', 'REVOKED')"""
          .formatted(LIVE, WANTED);

  /** The pace is that of the last such time, so that it neither jumps nor lags much. */
  private static final String PACE_IS_DUE =
      "(t.mark_at < clock_timestamp() - interval '5 seconds')";

  private static final String REPORT =
      """
      UPDATE task t
         SET rows = $5, sent = $6,
             pace = CASE WHEN %1$s THEN greatest($5 - t.mark_rows, 0)
                         / extract(epoch FROM clock_timestamp() - t.mark_at) ELSE t.pace END,
             sent_pace = CASE WHEN %1$s THEN greatest($6 - t.mark_sent, 0)
                         / extract(epoch FROM clock_timestamp() - t.mark_at) ELSE t.sent_pace END,
             mark_rows = CASE WHEN %1$s THEN $5 ELSE t.mark_rows END,
             mark_sent = CASE WHEN %1$s THEN $6 ELSE t.mark_sent END,
             mark_at = CASE WHEN %1$s THEN clock_timestamp() ELSE t.mark_at END
       WHERE %2$s
         AND %3$s"""
          .formatted(PACE_IS_DUE, LIVE, WANTED);

  private final Postgres postgres;

  public OutputStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** The outputs of a job in the order of its tasks; the manifest, if it exists yet, is last. */
  public Future<List<OutputRow>> ofJob(JobId job) {
    return postgres
        .work()
        .preparedQuery(OF_JOB)
        .execute(Tuple.of(job.value()))
        .map(rows -> rows.stream().map(OutputStore::output).toList());
  }

  /** The output of a task, or its many outputs in their order; empty if it makes none. */
  Future<List<OutputRow>> ofTask(Lease lease) {
    return postgres
        .work()
        .preparedQuery(OF_TASK)
        .execute(Tuple.of(lease.job().value(), lease.seq()))
        .map(rows -> rows.stream().map(OutputStore::output).toList());
  }

  /** Sets the destination of a task that was created without one. */
  public Future<Boolean> address(Lease lease, Destination to) {
    return write(
        ADDRESS,
        TaskRows.fence(lease)
            .addValue(to.roleArn())
            .addValue(to.bucket())
            .addValue(to.key())
            .addValue(to.contentType())
            .addValue(to.kmsKeyArn().orElse(null)));
  }

  /**
   * Records how far the piece is.
   *
   * @param rows processed so far
   * @param bytes written into its object so far; null if it writes none
   */
  Future<Boolean> report(Lease lease, long rows, Long bytes) {
    return write(REPORT, TaskRows.fence(lease).addValue(rows).addValue(bytes));
  }

  private Future<Boolean> write(String statement, Tuple values) {
    return postgres
        .work()
        .preparedQuery(statement)
        .execute(values)
        .map(written -> written.rowCount() == 1);
  }

  private static OutputRow output(Row row) {
    return new OutputRow(
        TaskRows.job(row),
        row.getInteger("seq"),
        JobRows.destination(row).orElseThrow(),
        OutputState.valueOf(row.getString("out_state")),
        Optional.ofNullable(row.getUUID("token")),
        Optional.ofNullable(row.getString("upload_id")),
        parts((JsonArray) row.getJson("parts")),
        Optional.ofNullable(row.getLong("size")).orElse(0L),
        // The object of an import contains the refused rows, not those that it loaded.
        row.getLong(row.getUUID("load") == null ? "rows" : "rows_failed"),
        Optional.ofNullable(row.getString("sha256")),
        Optional.ofNullable(row.getInteger("piece")),
        row.getBoolean("out_shown"),
        Optional.ofNullable(row.getString("out_left")));
  }

  private static List<Part> parts(JsonArray all) {
    if (all == null) {
      return List.of();
    }
    return all.stream()
        .map(JsonObject.class::cast)
        .map(
            part ->
                new Part(part.getInteger("number"), part.getString("etag"), part.getLong("size")))
        .toList();
  }
}
