package io.longshore.engine.transition;

import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;

/** Deletes jobs whose retention time has passed. */
public final class JobDeletionStore {

  @Performs(job = JobTransition.DELETE)
  public static final String DELETE =
      """
      WITH old AS MATERIALIZED (
        SELECT j.id FROM job j
         WHERE j.type = $1
           AND j.finished_at
               < (SELECT clock_timestamp() - $2::bigint * interval '1 millisecond')
         ORDER BY j.finished_at
         LIMIT $3
           FOR UPDATE SKIP LOCKED)
      DELETE FROM job j USING old WHERE j.id = old.id""";

  @Performs(job = JobTransition.DELETE)
  public static final String FORGET =
      """
      WITH gone AS MATERIALIZED (
        SELECT j.id FROM job j
         WHERE j.account = $1 AND j.finished_at IS NOT NULL
           AND ($2::text[] IS NULL OR split_part(j.type, '.', 1) = ANY($2))
         LIMIT $3
           FOR UPDATE SKIP LOCKED)
      DELETE FROM job j USING gone WHERE j.id = gone.id""";

  private final Postgres postgres;

  public JobDeletionStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /**
   * Deletes finished jobs of an account, whatever their age.
   *
   * @param services only those of these services; null for all
   * @param limit the most jobs to delete
   * @return how many were deleted
   */
  public Future<Integer> forget(String account, String[] services, int limit) {
    return postgres
        .work()
        .preparedQuery(FORGET)
        .execute(Tuple.of(account).addValue(services).addValue(limit))
        .map(deleted -> deleted.rowCount());
  }

  /**
   * Deletes finished jobs of a type, the oldest first.
   *
   * @param retention the time since a job's end after which it is deleted
   * @param limit the most jobs to delete
   * @return how many were deleted
   */
  public Future<Integer> delete(String type, Duration retention, int limit) {
    return postgres
        .work()
        .preparedQuery(DELETE)
        .execute(Tuple.of(type, retention.toMillis(), limit))
        .map(deleted -> deleted.rowCount());
  }
}
