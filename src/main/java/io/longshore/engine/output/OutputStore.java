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
import java.util.UUID;

/**
 * The objects of tasks. Every write locks the row of the task that is held, so it serialises with
 * claim, expiry and heartbeat; false always means that the lease was lost or the job is ending.
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

  private static final String INTEND =
      """
      UPDATE task t
         SET out_state = 'INTENT', token = $5, rows = 0, upload_id = NULL, parts = NULL,
             size = NULL, sha256 = NULL, etag = NULL
       WHERE %s
         AND %s
         AND t.out_state IN ('NONE', 'REVOKED') AND t.key IS NOT NULL"""
          .formatted(LIVE, WANTED);

  private static final String OPEN =
      """
      UPDATE task t SET out_state = 'OPEN', upload_id = $6
       WHERE %s
         AND %s
         AND t.out_state = 'INTENT' AND t.token = $5"""
          .formatted(LIVE, WANTED);

  private static final String SEAL =
      """
      UPDATE task t
         SET out_state = 'SEALED', parts = $6, size = $7, rows = $8, sha256 = $9
       WHERE %s
         AND %s
         AND t.out_state = 'OPEN' AND t.token = $5"""
          .formatted(LIVE, WANTED);

  private static final String REPORT =
      """
      UPDATE task t SET rows = $5
       WHERE %s
         AND %s"""
          .formatted(LIVE, WANTED);

  /**
   * What stays known of a row that is revoked: whether an object of it may be seen, and whether an
   * upload was intended whose id nobody wrote down; a key that names the job tells of that by
   * itself.
   */
  static final String STAYS_KNOWN =
      """
      out_shown = o.out_shown OR o.out_state IN ('COMPLETING', 'VISIBLE'),
             stray_since = CASE WHEN o.upload_id IS NULL
                                 AND position(replace(o.job::text, '-', '') IN o.key) = 0
                                THEN clock_timestamp() ELSE o.stray_since END""";

  // Of any task of the job; the lease is that of the task that moves it.
  private static final String REVOKE =
      """
      WITH me AS MATERIALIZED (
        SELECT t.job FROM task t
         WHERE %s
           FOR UPDATE)
      UPDATE task o SET out_state = $7, %s
        FROM me
       WHERE o.job = me.job AND o.seq = $5 AND o.token = $6
         AND o.out_state NOT IN ('NONE', 'REVOKED')"""
          .formatted(LIVE, STAYS_KNOWN);

  private final Postgres postgres;

  public OutputStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** The objects of the job's tasks, in their order; the manifest, if it has one yet, is last. */
  public Future<List<OutputRow>> ofJob(JobId job) {
    return postgres
        .work()
        .preparedQuery(OF_JOB)
        .execute(Tuple.of(job.value()))
        .map(rows -> rows.stream().map(OutputStore::output).toList());
  }

  /** Its one object, or its many in their order; empty when the task makes none. */
  Future<List<OutputRow>> ofTask(Lease held) {
    return postgres
        .work()
        .preparedQuery(OF_TASK)
        .execute(Tuple.of(held.job().value(), held.seq()))
        .map(rows -> rows.stream().map(OutputStore::output).toList());
  }

  /** Where the object will go, for a task that was not created with a destination. */
  public Future<Boolean> address(Lease held, Destination to) {
    return write(
        ADDRESS,
        TaskRows.fence(held)
            .addValue(to.roleArn())
            .addValue(to.bucket())
            .addValue(to.key())
            .addValue(to.contentType())
            .addValue(to.kmsKeyArn().orElse(null)));
  }

  public Future<Boolean> intend(Lease held, UUID token) {
    return write(INTEND, TaskRows.fence(held).addValue(token));
  }

  public Future<Boolean> open(Lease held, UUID token, String uploadId) {
    return write(OPEN, TaskRows.fence(held).addValue(token).addValue(uploadId));
  }

  Future<Boolean> seal(Lease held, UUID token, Sealed sealed) {
    return write(
        SEAL,
        TaskRows.fence(held)
            .addValue(token)
            .addValue(parts(sealed.parts()))
            .addValue(sealed.size())
            .addValue(sealed.rows())
            .addValue(sealed.sha256()));
  }

  Future<Boolean> report(Lease held, long rows) {
    return write(REPORT, TaskRows.fence(held).addValue(rows));
  }

  public Future<Boolean> revoking(Lease held, OutputRow output) {
    return write(REVOKE, other(held, output).addValue(OutputState.REVOKING.name()));
  }

  public Future<Boolean> revoked(Lease held, OutputRow output) {
    return write(REVOKE, other(held, output).addValue(OutputState.REVOKED.name()));
  }

  private Future<Boolean> write(String statement, Tuple values) {
    return postgres
        .work()
        .preparedQuery(statement)
        .execute(values)
        .map(written -> written.rowCount() == 1);
  }

  private static Tuple other(Lease held, OutputRow output) {
    return TaskRows.fence(held).addValue(output.seq()).addValue(output.token().orElseThrow());
  }

  static JsonArray parts(List<Part> parts) {
    JsonArray all = new JsonArray();
    for (Part part : parts) {
      all.add(
          new JsonObject()
              .put("number", part.number())
              .put("etag", part.etag())
              .put("size", part.size()));
    }
    return all;
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
        // An import's object holds what the piece refused, and not the rows that it loaded.
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

  /** What an upload holds when all of its parts are there. */
  record Sealed(List<Part> parts, long size, long rows, String sha256) {}
}
