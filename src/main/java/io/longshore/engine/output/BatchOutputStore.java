package io.longshore.engine.output;

import static io.longshore.engine.store.TaskRows.LIVE;
import static io.longshore.engine.store.TaskRows.WANTED;

import io.longshore.engine.output.OutputStore.Sealed;
import io.longshore.engine.store.TaskRows;
import io.longshore.job.Lease;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The moves of {@link OutputStore} for many objects at once: those of a piece that makes many, or
 * those of a job at its commit and its clean-up. One statement moves as many as a call names. True
 * means that each of them was moved; false, that the lease was lost or the job is ending.
 */
public final class BatchOutputStore {

  private static final String MINE =
      """
      WITH me AS MATERIALIZED (
        SELECT t.job, t.seq FROM task t
         WHERE %s
           AND %s
           FOR UPDATE)
      """
          .formatted(LIVE, WANTED);

  private static final String INTEND =
      MINE
          + """
          UPDATE task o
             SET out_state = 'INTENT', token = g.token, upload_id = NULL, parts = NULL,
                 size = NULL, sha256 = NULL, etag = NULL
            FROM me, json_to_recordset($5::json) AS g(seq integer, token uuid)
           WHERE o.job = me.job AND o.piece = me.seq AND o.seq = g.seq AND o.seq = ANY($6::integer[])
             AND o.out_state IN ('NONE', 'REVOKED')""";

  private static final String OPEN =
      MINE
          + """
          UPDATE task o SET out_state = 'OPEN', upload_id = g.upload_id
            FROM me, json_to_recordset($5::json) AS g(seq integer, token uuid, upload_id text)
           WHERE o.job = me.job AND o.piece = me.seq AND o.seq = g.seq AND o.seq = ANY($6::integer[]) AND o.token = g.token
             AND o.out_state = 'INTENT'""";

  private static final String SEAL =
      MINE
          + """
          UPDATE task o
             SET out_state = 'SEALED', parts = g.parts, size = g.size, rows = 1, sha256 = ''
            FROM me,
                 json_to_recordset($5::json) AS g(seq integer, token uuid, parts json, size bigint)
           WHERE o.job = me.job AND o.piece = me.seq AND o.seq = g.seq AND o.seq = ANY($6::integer[]) AND o.token = g.token
             AND o.out_state = 'OPEN'""";

  private static final String COMPLETING =
      MINE
          + """
          UPDATE task o SET out_state = 'COMPLETING', out_shown = true
            FROM me, json_to_recordset($5::json) AS g(seq integer, token uuid)
           WHERE o.job = me.job AND o.seq = g.seq AND o.seq = ANY($6::integer[]) AND o.token = g.token
             AND o.out_state = 'SEALED'""";

  // Also for a job that is ending meanwhile: what can be seen must stand in the row.
  private static final String VISIBLE =
      """
      WITH me AS MATERIALIZED (
        SELECT t.job FROM task t
         WHERE %s
           FOR UPDATE)
      UPDATE task o SET out_state = 'VISIBLE', etag = g.etag
        FROM me, json_to_recordset($5::json) AS g(seq integer, token uuid, etag text)
       WHERE o.job = me.job AND o.seq = g.seq AND o.seq = ANY($6::integer[]) AND o.token = g.token
         AND o.out_state = 'COMPLETING'"""
          .formatted(LIVE);

  private static final String REVOKING =
      """
      WITH me AS MATERIALIZED (
        SELECT t.job FROM task t
         WHERE %s
           FOR UPDATE)
      UPDATE task o
         SET out_state = 'REVOKING', %s
        FROM me, json_to_recordset($5::json) AS g(seq integer, token uuid)
       WHERE o.job = me.job AND o.seq = g.seq AND o.seq = ANY($6::integer[]) AND o.token = g.token"""
          .formatted(LIVE, OutputStore.STAYS_KNOWN);

  // What is taken back, or stays and is named, is no longer asked for.
  private static final String CLEANED =
      """
      WITH me AS MATERIALIZED (
        SELECT t.job FROM task t
         WHERE %s
           FOR UPDATE)
      UPDATE task o
         SET out_state = CASE WHEN g.gone THEN 'REVOKED' ELSE o.out_state END,
             out_shown = o.out_shown AND NOT g.gone, out_left = g.out_left
        FROM me, json_to_recordset($5::json)
                 AS g(seq integer, token uuid, gone boolean, out_left text)
       WHERE o.job = me.job AND o.seq = g.seq AND o.seq = ANY($6::integer[]) AND o.token = g.token"""
          .formatted(LIVE);

  private final Postgres postgres;

  public BatchOutputStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Which row, and the token that its object will carry. */
  public record Intent(int seq, UUID token) {

    public static Intent of(OutputRow row) {
      return new Intent(row.seq(), row.token().orElseThrow());
    }

    private JsonObject row() {
      return new JsonObject().put("seq", seq).put("token", token.toString());
    }
  }

  record Opened(Intent intent, String uploadId) {}

  record Filled(Intent intent, Sealed sealed) {}

  public record Seen(Intent intent, String etag) {}

  /**
   * What the clean-up made of an object.
   *
   * @param gone whether nothing of it is left but, maybe, an object at a key that is not the job's
   * @param left what stays, in words for the job's owner
   */
  public record Cleaned(Intent intent, boolean gone, Optional<String> left) {}

  Future<Boolean> intend(Lease held, List<Intent> all) {
    return write(INTEND, held, all.stream().map(Intent::row).toList());
  }

  Future<Boolean> open(Lease held, List<Opened> all) {
    return write(
        OPEN,
        held,
        all.stream().map(one -> one.intent().row().put("upload_id", one.uploadId())).toList());
  }

  Future<Boolean> seal(Lease held, List<Filled> all) {
    return write(
        SEAL,
        held,
        all.stream()
            .map(
                one ->
                    one.intent()
                        .row()
                        .put("parts", OutputStore.parts(one.sealed().parts()))
                        .put("size", one.sealed().size()))
            .toList());
  }

  /** The lease is that of the commit. */
  public Future<Boolean> completing(Lease held, List<Intent> all) {
    return write(COMPLETING, held, all.stream().map(Intent::row).toList());
  }

  /** The lease is that of the commit. */
  public Future<Boolean> visible(Lease held, List<Seen> all) {
    return write(
        VISIBLE,
        held,
        all.stream().map(one -> one.intent().row().put("etag", one.etag())).toList());
  }

  /** The lease is that of the clean-up. */
  public Future<Boolean> revoking(Lease held, List<Intent> all) {
    return write(REVOKING, held, all.stream().map(Intent::row).toList());
  }

  /** The lease is that of the clean-up. */
  public Future<Boolean> cleaned(Lease held, List<Cleaned> all) {
    return write(
        CLEANED,
        held,
        all.stream()
            .map(
                one ->
                    one.intent()
                        .row()
                        .put("gone", one.gone())
                        .put("out_left", one.left().orElse(null)))
            .toList());
  }

  private Future<Boolean> write(String statement, Lease held, List<JsonObject> rows) {
    if (rows.isEmpty()) {
      return Future.succeededFuture(true);
    }
    return postgres
        .work()
        .preparedQuery(statement)
        .execute(TaskRows.fence(held).addValue(new JsonArray(rows)).addValue(numbers(rows)))
        .map(written -> written.rowCount() == rows.size());
  }

  /**
   * Which rows are meant, once more as what an index is searched by: without statistics of a job
   * that was just created all of its rows would be compared with all of these.
   */
  private static Integer[] numbers(List<JsonObject> rows) {
    return rows.stream().map(row -> row.getInteger("seq")).toArray(Integer[]::new);
  }
}
