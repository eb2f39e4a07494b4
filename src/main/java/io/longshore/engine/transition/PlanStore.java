package io.longshore.engine.transition;

import static io.longshore.engine.store.TaskRows.LIVE;
import static io.longshore.engine.store.TaskRows.WANTED;

import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.batch.JobLockStore;
import io.longshore.engine.store.JobRows;
import io.longshore.engine.store.TaskRows;
import io.longshore.job.Lease;
import io.longshore.job.Phase;
import io.longshore.job.Piece;
import io.longshore.job.Task;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/** Records the result of a PLAN: the pieces of its job. */
public final class PlanStore {

  // A job that a task plans is created with its COMMIT at seq 0.
  private static final String MOVE_COMMIT =
      """
      UPDATE task c SET seq = $5 FROM task t
       WHERE %s
         AND %s
         AND t.kind = 'PLAN' AND c.job = t.job AND c.kind = 'COMMIT'"""
          .formatted(LIVE, WANTED);

  @Performs(task = {TaskTransition.FINISH, TaskTransition.CREATE, TaskTransition.CREATE_OBJECT})
  private static final String PLANNED =
      """
      WITH mine AS (
        UPDATE task t
           SET state = 'DONE', lease_id = NULL, lease_owner = NULL, lease_until = NULL,
               ended_at = clock_timestamp()
         WHERE %s
        RETURNING t.job, t.type, t.account, t.max_attempts),
      counted AS (
        UPDATE job j SET pieces = $6, changed_at = clock_timestamp()
          FROM mine WHERE j.id = mine.job)
      INSERT INTO task (job, seq, kind, piece, type, account, state, spec, max_attempts,
                        role_arn, bucket, key, content_type, kms_key_arn)
      SELECT mine.job, p.seq, p.kind, p.piece, mine.type, mine.account, p.state, p.spec,
             mine.max_attempts, p.role_arn, p.bucket, p.key, p.content_type, p.kms_key_arn
        FROM mine, json_to_recordset($5::json) AS p(seq integer, kind text, piece integer,
             state text, spec json, role_arn text, bucket text, key text, content_type text,
             kms_key_arn text)"""
          .formatted(LIVE);

  @Performs(job = JobTransition.COMMIT_EMPTY_PLAN, task = TaskTransition.QUEUE_COMMIT)
  private static final String COMMIT_EMPTY_PLAN =
      """
      WITH ready AS (
        UPDATE job j
           SET state = 'COMMITTING', phase = 'COMMITTING', word = $2,
               changed_at = clock_timestamp()
         WHERE j.id = $1 AND j.pieces = 0 AND j.phase = 'WORKING'
        RETURNING j.id),
      told AS (
        INSERT INTO job_event (job, word, phase)
        SELECT j.id, $2, 'COMMITTING' FROM job j, ready WHERE j.id = ready.id AND j.word <> $2)
      UPDATE task t SET state = 'QUEUED', run_at = clock_timestamp()
        FROM ready WHERE t.job = ready.id AND t.kind = 'COMMIT'""";

  private final Postgres postgres;
  private final JobTypeRegistry types;

  public PlanStore(Postgres postgres, JobTypeRegistry types) {
    this.postgres = postgres;
    this.types = types;
  }

  /**
   * Queues the pieces of the plan.
   *
   * @return false if the lease was lost or the job is ending
   */
  public Future<Boolean> planned(Task task, List<Piece> pieces) {
    Lease lease = task.lease();
    String word = types.word(task.job().type(), Phase.COMMITTING);
    JsonArray rows = JobRows.pieces(pieces);
    Tuple values = TaskRows.fence(lease).addValue(rows).addValue(pieces.size());
    return JobLockStore.locked(
        postgres,
        lease.job(),
        tx ->
            tx.connection()
                .preparedQuery(MOVE_COMMIT)
                .execute(TaskRows.fence(lease).addValue(rows.size()))
                .compose(
                    moved ->
                        moved.rowCount() == 1
                            ? insert(tx, lease, values, word)
                            : Future.succeededFuture(false)));
  }

  private static Future<Boolean> insert(Transaction tx, Lease lease, Tuple values, String word) {
    return tx.connection()
        .preparedQuery(PLANNED)
        .execute(values)
        .compose(
            queued ->
                tx.connection()
                    .preparedQuery(COMMIT_EMPTY_PLAN)
                    .execute(Tuple.of(lease.job().value(), word)))
        .map(true);
  }
}
