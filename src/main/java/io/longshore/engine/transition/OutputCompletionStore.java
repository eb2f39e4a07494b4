package io.longshore.engine.transition;

import static io.longshore.engine.store.TaskRows.LIVE;
import static io.longshore.engine.transition.OutputBatchRows.LEASED_TASK;

import io.longshore.engine.output.OutputToken;
import io.longshore.job.Lease;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Records the completion of outputs at the commit, many with one statement. A result of false means
 * that the lease was lost or the job is ending.
 */
public final class OutputCompletionStore {

  @Performs(output = OutputTransition.COMPLETE)
  private static final String COMPLETING =
      LEASED_TASK
          + """
          UPDATE task o SET out_state = 'COMPLETING', out_shown = true
            FROM me, json_to_recordset($5::json) AS g(seq integer, token uuid)
           WHERE o.job = me.job AND o.seq = g.seq AND o.seq = ANY($6::integer[]) AND o.token = g.token
             AND o.out_state = 'SEALED'""";

  // Also in a job that has begun to end: the row must say which objects are visible.
  @Performs(output = OutputTransition.PUBLISH)
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

  private final Postgres postgres;

  public OutputCompletionStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** An object that HEAD has shown. */
  public record VisibleObject(OutputToken output, String etag) {}

  /**
   * @param lease of the commit
   */
  public Future<Boolean> completing(Lease lease, List<OutputToken> outputs) {
    return OutputBatchRows.execute(
        postgres, COMPLETING, lease, outputs.stream().map(OutputBatchRows::row).toList());
  }

  /**
   * @param lease of the commit
   */
  public Future<Boolean> visible(Lease lease, List<VisibleObject> objects) {
    List<JsonObject> rows =
        objects.stream()
            .map(one -> OutputBatchRows.row(one.output()).put("etag", one.etag()))
            .toList();
    return OutputBatchRows.execute(postgres, VISIBLE, lease, rows);
  }
}
