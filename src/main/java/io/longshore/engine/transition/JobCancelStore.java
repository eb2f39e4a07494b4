package io.longshore.engine.transition;

import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.store.TaskRows;
import io.longshore.job.JobId;
import io.longshore.job.Phase;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;

/** Requests that a job be cancelled. */
public final class JobCancelStore {

  private static final String LOCK = "SELECT type, phase FROM job WHERE id = $1 FOR UPDATE";

  // An object at a key that the user chose cannot be rolled back. A job that is completing such
  // objects, or has completed some and runs other pieces again, is not cancelled any more. The hold
  // of a held job ends, because a worker has to claim its cleanup.
  @Performs(job = JobTransition.CANCEL, task = TaskTransition.DROP)
  private static final String CANCEL =
      """
      WITH asked AS (
        UPDATE job j
           SET cancel_requested = true, held = false, phase = 'CANCELLING', word = $2,
               changed_at = clock_timestamp()
         WHERE j.id = $1 AND j.finished_at IS NULL AND j.phase <> 'FAILING'
           AND NOT EXISTS (
               SELECT 1 FROM task t
                WHERE t.job = $1 AND t.key IS NOT NULL
                  AND position(replace($1::text, '-', '') IN t.key) = 0
                  AND (j.state = 'COMMITTING' OR t.out_shown
                       OR t.out_state IN ('COMPLETING', 'VISIBLE')))
        RETURNING j.id),
      dropped AS (
        UPDATE task t SET state = 'CANCELLED' FROM asked
         WHERE t.job = asked.id AND t.state = 'QUEUED' AND t.kind <> 'COMMIT'),
      told AS (
        INSERT INTO job_event (job, word, phase, kind)
        SELECT j.id, CASE k.kind WHEN 'STATUS' THEN $2 ELSE j.word END,
               CASE k.kind WHEN 'STATUS' THEN 'CANCELLING' ELSE j.phase END, k.kind
          FROM job j JOIN asked ON j.id = asked.id
         CROSS JOIN (VALUES (0, 'CANCEL_REQUESTED'), (1, 'STATUS')) AS k(place, kind)
         WHERE k.kind <> 'STATUS' OR j.word <> $2
         ORDER BY k.place)
      SELECT id FROM asked""";

  private final Postgres postgres;
  private final JobTypeRegistry types;

  public JobCancelStore(Postgres postgres, JobTypeRegistry types) {
    this.postgres = postgres;
    this.types = types;
  }

  /**
   * Requests that an unfinished job be cancelled. Its running tasks notice it at their next
   * heartbeat or write.
   *
   * @return whether the job will end as CANCELLED; false if it does not exist, has ended, is
   *     failing, or can no longer be rolled back
   */
  public Future<Boolean> request(JobId id) {
    return postgres.transact(
        tx ->
            lock(tx, id)
                .compose(
                    found ->
                        found
                            .map(job -> cancel(tx, id, job))
                            .orElse(Future.succeededFuture(false))));
  }

  private static Future<Optional<Row>> lock(Transaction tx, JobId id) {
    return tx.connection()
        .preparedQuery(LOCK)
        .execute(Tuple.of(id.value()))
        .map(rows -> rows.stream().findFirst());
  }

  private Future<Boolean> cancel(Transaction tx, JobId id, Row job) {
    if (TaskRows.phase(job) == Phase.CANCELLING) {
      return Future.succeededFuture(true);
    }
    String word = types.word(job.getString("type"), Phase.CANCELLING);
    return tx.connection()
        .preparedQuery(CANCEL)
        .execute(Tuple.of(id.value(), word))
        .compose(
            cancelled ->
                cancelled.size() == 0
                    ? Future.succeededFuture(false)
                    : RollbackStore.queue(tx, id).map(true));
  }
}
