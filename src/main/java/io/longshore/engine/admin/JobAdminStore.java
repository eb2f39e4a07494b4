package io.longshore.engine.admin;

import io.longshore.job.JobId;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;

/** Retries, holds and releases jobs of all accounts, for operators. */
public final class JobAdminStore {

  // Running tasks are not touched; stop their worker to have them released. The job is locked
  // before its tasks, as everywhere.
  private static final String RETRY =
      """
      WITH mine AS (SELECT id FROM job WHERE id = $1 AND finished_at IS NULL FOR UPDATE),
      again AS (
        UPDATE task t
           SET run_at = clock_timestamp(), attempts = 0, outages = 0, troubled_since = NULL
          FROM mine WHERE t.job = mine.id AND t.state = 'QUEUED'
        RETURNING t.seq),
      told AS (
        INSERT INTO job_event (job, word, phase, kind, detail)
        SELECT j.id, j.word, j.phase, 'RETRIED', (SELECT count(*) FROM again) || ' tasks'
          FROM job j WHERE j.id = $1 AND EXISTS (SELECT 1 FROM again))
      SELECT count(*) AS tasks FROM again""";

  private static final String HOLD =
      """
      WITH alone AS (DELETE FROM restored_copy WHERE NOT $1 AND $2::uuid IS NULL),
      changed AS (
        UPDATE job SET held = $1
         WHERE finished_at IS NULL AND held <> $1
           AND ($2::uuid IS NULL OR id = $2 AND NOT ($1 AND cancel_requested))
        RETURNING id, word, phase),
      told AS (
        INSERT INTO job_event (job, word, phase, kind)
        SELECT c.id, c.word, c.phase, CASE WHEN $1 THEN 'HELD' ELSE 'RELEASED' END FROM changed c)
      SELECT count(*) AS jobs FROM changed""";

  private final Postgres postgres;

  public JobAdminStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /**
   * Makes the queued tasks of an unfinished job due now, and resets their attempts.
   *
   * @return the number of tasks
   */
  public Future<Integer> retry(JobId id) {
    return postgres.transact(tx -> retry(tx, id));
  }

  /** Like {@link #retry(JobId)}, within a transaction. */
  public Future<Integer> retry(Transaction tx, JobId id) {
    return tx.execute(RETRY, Tuple.of(id.value()))
        .map(rows -> rows.iterator().next().getLong("tasks").intValue());
  }

  /**
   * Holds unfinished jobs, so that workers do not claim their tasks, or releases them. Running
   * tasks are not stopped. One job that is being cancelled cannot be held: its cleanup is a task.
   * Releasing all jobs also ends the hold of a restored database.
   *
   * @param id one job, or empty for all
   * @return the number of jobs that changed
   */
  public Future<Integer> hold(boolean held, Optional<JobId> id) {
    return postgres
        .requests()
        .preparedQuery(HOLD)
        .execute(Tuple.of(held, id.map(JobId::value).orElse(null)))
        .map(rows -> rows.iterator().next().getLong("jobs").intValue());
  }
}
