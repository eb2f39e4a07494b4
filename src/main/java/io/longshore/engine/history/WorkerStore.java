package io.longshore.engine.history;

import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/**
 * The workers of all replicas: each reports its version, types and slots whenever it looks for
 * expired leases. Workers of builds that do not report are not listed.
 */
public final class WorkerStore {

  /** True for a worker {@code w} that has reported lately. */
  static final String IS_LIVE = "w.seen_at > clock_timestamp() - interval '60 seconds'";

  // Removes one worker at a time, so that two reports do not wait for each other.
  private static final String REPORT =
      """
      WITH gone AS (
        DELETE FROM worker WHERE name = (
          SELECT w.name FROM worker w
           WHERE w.name <> $1 AND w.seen_at < clock_timestamp() - interval '10 minutes'
           ORDER BY w.seen_at, w.name LIMIT 1))
      INSERT INTO worker AS w (name, host, version, types, slots, unrecorded)
      VALUES ($1, $2, $3, $4, $5, CASE WHEN NOT $6 THEN nextval('unrecorded_report') END)
      ON CONFLICT (name) DO UPDATE
         SET seen_at = clock_timestamp(), unrecorded = excluded.unrecorded""";

  private static final String LEAVE = "DELETE FROM worker WHERE name = $1";

  private static final String LIVE =
      """
      SELECT w.name, w.host, w.version, w.slots, w.started_at, w.seen_at,
             (SELECT count(*) FROM task t WHERE t.state = 'RUNNING' AND t.lease_owner = w.name) AS busy
        FROM worker w WHERE %s ORDER BY w.started_at, w.name LIMIT 1000"""
          .formatted(IS_LIVE);

  private final Postgres postgres;

  public WorkerStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /**
   * Records that a worker runs.
   *
   * @param name as in the leases that it holds
   * @param records whether its replica records deletions for incremental exports
   */
  public Future<Void> report(String name, String[] types, int slots, boolean records) {
    return postgres
        .work()
        .preparedQuery(REPORT)
        .execute(Tuple.of(name, WorkerHost.NAME, WorkerHost.VERSION, types, slots, records))
        .mapEmpty();
  }

  /** Records that a worker has stopped. */
  public Future<Void> leave(String name) {
    return postgres.work().preparedQuery(LEAVE).execute(Tuple.of(name)).mapEmpty();
  }

  /** The workers that have reported in the last minute, the oldest first. */
  public Future<List<RunningWorker>> live() {
    return postgres
        .requests()
        .preparedQuery(LIVE)
        .execute()
        .map(rows -> rows.stream().map(WorkerStore::worker).toList());
  }

  private static RunningWorker worker(Row row) {
    return new RunningWorker(
        row.getString("name"),
        row.getString("host"),
        row.getString("version"),
        row.getInteger("slots"),
        row.getLong("busy"),
        JobHistoryStore.instant(row, "started_at").orElseThrow(),
        JobHistoryStore.instant(row, "seen_at").orElseThrow());
  }
}
