package io.longshore.engine.admin;

import io.longshore.job.JobId;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;

/** Retries, holds and releases jobs of all accounts, for operators. */
public final class JobAdminStore {

  // Running tasks are not touched; stop their worker to have them released.
  private static final String RETRY =
      """
      UPDATE task t
         SET run_at = clock_timestamp(), attempts = 0, outages = 0, troubled_since = NULL
       WHERE t.job = $1 AND t.state = 'QUEUED'
         AND EXISTS (SELECT 1 FROM job j WHERE j.id = t.job AND j.finished_at IS NULL)""";

  private static final String HOLD =
      """
      WITH alone AS (DELETE FROM restored_copy WHERE NOT $1 AND $2::uuid IS NULL)
      UPDATE job SET held = $1
       WHERE finished_at IS NULL AND held <> $1 AND ($2::uuid IS NULL OR id = $2)""";

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
    return postgres
        .requests()
        .preparedQuery(RETRY)
        .execute(Tuple.of(id.value()))
        .map(rows -> rows.rowCount());
  }

  /**
   * Holds unfinished jobs, so that workers do not claim their tasks, or releases them. Running
   * tasks are not stopped. Releasing all jobs also ends the hold of a restored database.
   *
   * @param id one job, or empty for all
   * @return the number of jobs that changed
   */
  public Future<Integer> hold(boolean held, Optional<JobId> id) {
    return postgres
        .requests()
        .preparedQuery(HOLD)
        .execute(Tuple.of(held, id.map(JobId::value).orElse(null)))
        .map(rows -> rows.rowCount());
  }
}
