package io.longshore.engine.admin;

import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Counts due tasks and open uploads, for metrics. */
public final class QueueStore {

  private static final String DUE =
      """
      WITH waiting AS (
        SELECT t.type, t.account, count(*) AS due, min(t.run_at) AS since
          FROM task t
         WHERE t.state = 'QUEUED' AND t.run_at <= clock_timestamp()
           AND NOT EXISTS (SELECT 1 FROM job j WHERE j.id = t.job AND j.held)
         GROUP BY t.type, t.account),
      backlog AS (SELECT account, sum(due) AS due FROM waiting GROUP BY account)
      SELECT w.type,
             CASE WHEN b.due <= 10 THEN 'small' WHEN b.due <= 1000 THEN 'medium' ELSE 'large' END
               AS backlog,
             sum(w.due)::bigint AS due, count(*) AS accounts,
             greatest(0, extract(epoch FROM clock_timestamp() - min(w.since)))::float8 AS age
        FROM waiting w JOIN backlog b ON b.account = w.account
       GROUP BY 1, 2 ORDER BY 1, 2""";

  private static final String OPEN_UPLOADS =
      """
      SELECT t.type, count(*) AS uploads
        FROM job j JOIN task t ON t.job = j.id
       WHERE j.finished_at IS NULL
         AND t.out_state IN ('INTENT', 'OPEN', 'SEALED', 'COMPLETING', 'REVOKING')
       GROUP BY t.type""";

  private final Postgres postgres;

  public QueueStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Counts due tasks by type and backlog class. Combinations without tasks are left out. */
  public Future<List<QueueCount>> due() {
    return postgres
        .requests()
        .preparedQuery(DUE)
        .execute()
        .map(rows -> rows.stream().map(QueueStore::count).toList());
  }

  /** Counts the uploads of unfinished jobs that are neither visible nor revoked, by type. */
  public Future<Map<String, Long>> openUploads() {
    return postgres
        .requests()
        .preparedQuery(OPEN_UPLOADS)
        .execute()
        .map(
            rows ->
                rows.stream()
                    .collect(
                        Collectors.toMap(
                            row -> row.getString("type"), row -> row.getLong("uploads"))));
  }

  private static QueueCount count(Row row) {
    return new QueueCount(
        row.getString("type"),
        row.getString("backlog"),
        row.getLong("due"),
        row.getLong("accounts"),
        row.getDouble("age"));
  }
}
