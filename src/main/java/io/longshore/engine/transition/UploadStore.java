package io.longshore.engine.transition;

import static io.longshore.engine.store.TaskRows.LIVE;
import static io.longshore.engine.store.TaskRows.WANTED;
import static io.longshore.engine.transition.OutputBatchRows.LEASED_TASK;

import io.longshore.engine.output.OutputToken;
import io.longshore.engine.store.TaskRows;
import io.longshore.job.Lease;
import io.longshore.objectstore.ObjectStore.Part;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;

/**
 * Records the uploads of a piece before and after each call of S3: of its one object, or of the
 * many that it makes. Each write is fenced by the lease of the piece and locks its row, so that it
 * is serialized with claim, expiry and heartbeat. A result of false means that the lease was lost
 * or the job is ending.
 */
public final class UploadStore {

  @Performs(output = OutputTransition.INTEND)
  private static final String INTEND =
      """
      UPDATE task t
         SET out_state = 'INTENT', token = $5, rows = 0, upload_id = NULL, parts = NULL,
             size = NULL, sha256 = NULL, etag = NULL
       WHERE %s
         AND %s
         AND t.out_state IN ('NONE', 'REVOKED') AND t.key IS NOT NULL"""
          .formatted(LIVE, WANTED);

  @Performs(output = OutputTransition.OPEN)
  private static final String OPEN =
      """
      UPDATE task t SET out_state = 'OPEN', upload_id = $6
       WHERE %s
         AND %s
         AND t.out_state = 'INTENT' AND t.token = $5"""
          .formatted(LIVE, WANTED);

  @Performs(output = OutputTransition.SEAL)
  private static final String SEAL =
      """
      UPDATE task t
         SET out_state = 'SEALED', parts = $6, size = $7, rows = $8, sha256 = $9
       WHERE %s
         AND %s
         AND t.out_state = 'OPEN' AND t.token = $5"""
          .formatted(LIVE, WANTED);

  @Performs(output = OutputTransition.INTEND)
  private static final String INTEND_ALL =
      LEASED_TASK
          + """
          UPDATE task o
             SET out_state = 'INTENT', token = g.token, upload_id = NULL, parts = NULL,
                 size = NULL, sha256 = NULL, etag = NULL
            FROM me, json_to_recordset($5::json) AS g(seq integer, token uuid)
           WHERE o.job = me.job AND o.piece = me.seq AND o.seq = g.seq AND o.seq = ANY($6::integer[])
             AND o.out_state IN ('NONE', 'REVOKED')""";

  @Performs(output = OutputTransition.OPEN)
  private static final String OPEN_ALL =
      LEASED_TASK
          + """
          UPDATE task o SET out_state = 'OPEN', upload_id = g.upload_id
            FROM me, json_to_recordset($5::json) AS g(seq integer, token uuid, upload_id text)
           WHERE o.job = me.job AND o.piece = me.seq AND o.seq = g.seq AND o.seq = ANY($6::integer[]) AND o.token = g.token
             AND o.out_state = 'INTENT'""";

  @Performs(output = OutputTransition.SEAL)
  private static final String SEAL_ALL =
      LEASED_TASK
          + """
          UPDATE task o
             SET out_state = 'SEALED', parts = g.parts, size = g.size, rows = 1, sha256 = ''
            FROM me,
                 json_to_recordset($5::json) AS g(seq integer, token uuid, parts json, size bigint)
           WHERE o.job = me.job AND o.piece = me.seq AND o.seq = g.seq AND o.seq = ANY($6::integer[]) AND o.token = g.token
             AND o.out_state = 'OPEN'""";

  private final Postgres postgres;

  public UploadStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** An upload that S3 has started. */
  public record Opened(OutputToken output, String uploadId) {}

  /** The content of an upload with all its parts. */
  public record Content(List<Part> parts, long size, long rows, String sha256) {}

  /** An upload that has all its parts. */
  public record Filled(OutputToken output, Content content) {}

  public Future<Boolean> intend(Lease lease, UUID token) {
    return write(INTEND, TaskRows.fence(lease).addValue(token));
  }

  public Future<Boolean> open(Lease lease, UUID token, String uploadId) {
    return write(OPEN, TaskRows.fence(lease).addValue(token).addValue(uploadId));
  }

  public Future<Boolean> seal(Lease lease, UUID token, Content content) {
    return write(
        SEAL,
        TaskRows.fence(lease)
            .addValue(token)
            .addValue(parts(content.parts()))
            .addValue(content.size())
            .addValue(content.rows())
            .addValue(content.sha256()));
  }

  public Future<Boolean> intendAll(Lease lease, List<OutputToken> outputs) {
    return OutputBatchRows.execute(
        postgres, INTEND_ALL, lease, outputs.stream().map(OutputBatchRows::row).toList());
  }

  public Future<Boolean> openAll(Lease lease, List<Opened> uploads) {
    List<JsonObject> rows =
        uploads.stream()
            .map(one -> OutputBatchRows.row(one.output()).put("upload_id", one.uploadId()))
            .toList();
    return OutputBatchRows.execute(postgres, OPEN_ALL, lease, rows);
  }

  public Future<Boolean> sealAll(Lease lease, List<Filled> uploads) {
    List<JsonObject> rows =
        uploads.stream()
            .map(
                one ->
                    OutputBatchRows.row(one.output())
                        .put("parts", parts(one.content().parts()))
                        .put("size", one.content().size()))
            .toList();
    return OutputBatchRows.execute(postgres, SEAL_ALL, lease, rows);
  }

  private Future<Boolean> write(String statement, Tuple values) {
    return postgres
        .work()
        .preparedQuery(statement)
        .execute(values)
        .map(written -> written.rowCount() == 1);
  }

  private static JsonArray parts(List<Part> parts) {
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
}
