package io.longshore.engine.transition;

import static io.longshore.engine.store.TaskRows.LIVE;

import io.longshore.engine.output.OutputRow;
import io.longshore.engine.output.OutputToken;
import io.longshore.engine.store.TaskRows;
import io.longshore.job.Lease;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * Records that outputs are revoked: one by one before a piece runs again, many with one statement
 * in a rollback. The lease is that of the task that revokes, the outputs may be those of any task
 * of its job. A result of false means that the lease was lost.
 */
public final class RevocationStore {

  /**
   * What a revoked row keeps: whether an object of it may be visible, and whether an upload was
   * intended whose id is not recorded. The latter is kept only for keys that do not contain the
   * job's id: uploads at the others are found by their keys.
   */
  private static final String STAYS_KNOWN =
      """
      out_shown = o.out_shown OR o.out_state IN ('COMPLETING', 'VISIBLE'),
             stray_since = CASE WHEN o.upload_id IS NULL
                                 AND position(replace(o.job::text, '-', '') IN o.key) = 0
                                THEN clock_timestamp() ELSE o.stray_since END""";

  @Performs(output = {OutputTransition.REVOKE, OutputTransition.CONFIRM_REVOKED})
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

  @Performs(output = OutputTransition.ROLL_BACK)
  private static final String ROLL_BACK =
      """
      WITH me AS MATERIALIZED (
        SELECT t.job FROM task t
         WHERE %s
           FOR UPDATE)
      UPDATE task o
         SET out_state = 'REVOKING', %s
        FROM me, json_to_recordset($5::json) AS g(seq integer, token uuid)
       WHERE o.job = me.job AND o.seq = g.seq AND o.seq = ANY($6::integer[]) AND o.token = g.token"""
          .formatted(LIVE, STAYS_KNOWN);

  // An output that was rolled back, or stays and is named in the job's failures, is not found
  // again.
  @Performs(output = OutputTransition.CONFIRM_REVOKED)
  private static final String ROLLED_BACK =
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

  public RevocationStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /**
   * The result of rolling back an output.
   *
   * @param revoked whether nothing is left in S3 except possibly an object at a key that the user
   *     chose
   * @param left what stays, as a sentence for the job's owner
   */
  public record RolledBack(OutputToken output, boolean revoked, Optional<String> left) {}

  public Future<Boolean> revoking(Lease lease, OutputRow output) {
    return move(lease, output, OutputTransition.REVOKE);
  }

  public Future<Boolean> revoked(Lease lease, OutputRow output) {
    return move(lease, output, OutputTransition.CONFIRM_REVOKED);
  }

  /**
   * @param lease of the rollback
   */
  public Future<Boolean> rollBack(Lease lease, List<OutputToken> outputs) {
    return OutputBatchRows.execute(
        postgres, ROLL_BACK, lease, outputs.stream().map(OutputBatchRows::row).toList());
  }

  /**
   * @param lease of the rollback
   */
  public Future<Boolean> rolledBack(Lease lease, List<RolledBack> outputs) {
    List<JsonObject> rows =
        outputs.stream()
            .map(
                one ->
                    OutputBatchRows.row(one.output())
                        .put("gone", one.revoked())
                        .put("out_left", one.left().orElse(null)))
            .toList();
    return OutputBatchRows.execute(postgres, ROLLED_BACK, lease, rows);
  }

  private Future<Boolean> move(Lease lease, OutputRow output, OutputTransition transition) {
    return postgres
        .work()
        .preparedQuery(REVOKE)
        .execute(
            TaskRows.fence(lease)
                .addValue(output.seq())
                .addValue(output.token().orElseThrow())
                .addValue(transition.to().orElseThrow().name()))
        .map(written -> written.rowCount() == 1);
  }
}
