package io.longshore.engine.transition;

import static io.longshore.engine.store.TaskRows.LIVE;
import static io.longshore.engine.store.TaskRows.WANTED;

import io.longshore.engine.output.OutputToken;
import io.longshore.engine.store.TaskRows;
import io.longshore.job.Lease;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Executes statements that move many outputs at once. */
final class OutputBatchRows {

  /** Begins a statement: locks the row of the leased task if its job still wants the result. */
  static final String LEASED_TASK =
      """
      WITH me AS MATERIALIZED (
        SELECT t.job, t.seq FROM task t
         WHERE %s
           AND %s
           FOR UPDATE)
      """
          .formatted(LIVE, WANTED);

  private OutputBatchRows() {}

  static JsonObject row(OutputToken output) {
    return new JsonObject().put("seq", output.seq()).put("token", output.token().toString());
  }

  /**
   * Executes a statement with the fence as its first four parameters, the rows as the fifth, and
   * their seqs as the sixth.
   *
   * @return whether all rows were moved; false if the lease was lost or the job is ending
   */
  static Future<Boolean> execute(
      Postgres postgres, String statement, Lease lease, List<JsonObject> rows) {
    if (rows.isEmpty()) {
      return Future.succeededFuture(true);
    }
    return postgres
        .work()
        .preparedQuery(statement)
        .execute(TaskRows.fence(lease).addValue(new JsonArray(rows)).addValue(seqs(rows)))
        .map(written -> written.rowCount() == rows.size());
  }

  /**
   * The seqs once more as an array, by which the index is searched: without statistics of a job
   * that was just created, the join alone would compare all of its rows with all of these.
   */
  private static Integer[] seqs(List<JsonObject> rows) {
    return rows.stream().map(row -> row.getInteger("seq")).toArray(Integer[]::new);
  }
}
