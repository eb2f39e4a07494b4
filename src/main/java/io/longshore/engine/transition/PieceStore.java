package io.longshore.engine.transition;

import static io.longshore.engine.store.TaskRows.LIVE;
import static io.longshore.engine.store.TaskRows.WANTED;

import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.lease.LeaseRequest;
import io.longshore.engine.store.RefusalRows;
import io.longshore.engine.store.TaskRows;
import io.longshore.job.Job;
import io.longshore.job.Outcome;
import io.longshore.job.Phase;
import io.longshore.job.Task;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;

/**
 * Records the results of pieces. The job is locked first, so that of two pieces that end at the
 * same time the second sees the first.
 */
public final class PieceStore {

  @Performs(
      job = JobTransition.COMMIT,
      task = {TaskTransition.FINISH, TaskTransition.CLAIM_COMMIT},
      output = OutputTransition.DISCARD)
  public static final String PIECE_DONE =
      """
      WITH mine AS (
        UPDATE task t
           SET state = 'DONE', rows = $5, rows_failed = $10, refusals = $11, reason = NULL,
               lease_id = NULL, lease_owner = NULL, lease_until = NULL, ended_at = clock_timestamp(),
               role_arn = CASE WHEN t.out_state = 'SEALED' THEN t.role_arn END,
               bucket = CASE WHEN t.out_state = 'SEALED' THEN t.bucket END,
               key = CASE WHEN t.out_state = 'SEALED' THEN t.key END,
               content_type = CASE WHEN t.out_state = 'SEALED' THEN t.content_type END,
               out_state = CASE WHEN t.out_state = 'SEALED' THEN t.out_state ELSE 'NONE' END
         WHERE %s
           AND %s
           AND t.kind = 'PIECE'
           AND (t.key IS NULL OR t.out_state = 'SEALED'
                OR $12 AND t.out_state IN ('NONE', 'REVOKED'))
           AND NOT EXISTS (SELECT 1 FROM task b WHERE b.job = $1 AND b.piece = $2
                              AND b.out_state NOT IN ('SEALED', 'VISIBLE'))
        RETURNING t.job, t.claimed_at),
      ready AS (
        UPDATE job j
           SET state = 'COMMITTING', phase = 'COMMITTING', word = $6,
               changed_at = clock_timestamp()
          FROM mine
         WHERE j.id = mine.job
           AND NOT EXISTS (SELECT 1 FROM task o WHERE o.job = $1 AND o.kind = 'PIECE'
                              AND o.seq <> $2 AND o.state <> 'DONE')
        RETURNING j.id),
      told AS (
        INSERT INTO job_event (job, word, phase, kind, task, attempt, worker, since, detail)
        SELECT e.job, e.word, e.phase, e.kind, e.task, e.attempt, e.worker, e.since, e.detail
          FROM (SELECT 0 AS place, j.id AS job, j.word, j.phase, 'ATTEMPT_DONE' AS kind, $2 AS task, $3 AS attempt,
                       $8 AS worker, mine.claimed_at AS since, $5::text || ' rows' AS detail
                  FROM job j, mine WHERE j.id = mine.job AND %s
                UNION ALL
                SELECT 1, j.id, $6, 'COMMITTING', 'STATUS', NULL, NULL, NULL, NULL, NULL
                  FROM job j, ready WHERE j.id = ready.id AND j.word <> $6) e
         ORDER BY e.place),
      next AS (
        UPDATE task t
           SET state = 'RUNNING', epoch = t.epoch + 1, attempts = t.attempts + 1,
               lease_id = $7, lease_owner = $8,
               lease_until = clock_timestamp() + $9::bigint * interval '1 millisecond',
               claimed_at = clock_timestamp(), ended_at = NULL, mark_at = NULL
          FROM ready
         WHERE t.job = ready.id AND t.kind = 'COMMIT'
        RETURNING %s)
      SELECT next.*, 'COMMITTING' AS phase FROM mine LEFT JOIN next ON true"""
          .formatted(LIVE, WANTED, JobEventRows.isAmongFirst("$2"), TaskRows.CLAIMED);

  private final Postgres postgres;
  private final JobTypeRegistry types;

  public PieceStore(Postgres postgres, JobTypeRegistry types) {
    this.postgres = postgres;
    this.types = types;
  }

  /**
   * A finished piece.
   *
   * @param commit the job's commit, claimed by this worker, if this was the last piece
   */
  public record FinishedPiece(Optional<ClaimedTask> commit) {}

  /**
   * Finishes a piece. With the last one, the worker claims the job's commit. A piece that made no
   * object has no destination afterwards.
   *
   * @param withoutObject whether the piece may have made no object although it has a destination
   * @param next the lease on the commit, if this is the last piece
   * @return empty if the lease was lost or the job is ending
   */
  public Future<Optional<FinishedPiece>> finish(
      Task task, Outcome.Done result, boolean withoutObject, LeaseRequest next) {
    Tuple values =
        TaskRows.fence(task.lease())
            .addValue(result.rows())
            .addValue(types.word(task.job().type(), Phase.COMMITTING))
            .addValue(next.id())
            .addValue(next.owner())
            .addValue(next.millis())
            .addValue(result.rowsFailed())
            .addValue(result.refusals().isEmpty() ? null : RefusalRows.rows(result.refusals()))
            .addValue(withoutObject);
    return JobLockStore.locked(
            postgres,
            task.lease().job(),
            tx -> tx.connection().preparedQuery(PIECE_DONE).execute(values))
        .map(rows -> rows.stream().findFirst().map(row -> finished(row, task.job())));
  }

  private static FinishedPiece finished(Row row, Job job) {
    return row.getUUID("job") == null
        ? new FinishedPiece(Optional.empty())
        : new FinishedPiece(Optional.of(TaskRows.claim(row, job)));
  }
}
