package io.longshore.engine;

import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The queue as who watches it sees it. */
public final class QueueStore {

  private static final String DUE =
      """
      SELECT t.type, count(*) AS due, count(DISTINCT t.account) AS accounts,
             greatest(0, extract(epoch FROM clock_timestamp() - min(t.run_at)))::float8 AS age
        FROM task t
       WHERE t.state = 'QUEUED' AND t.run_at <= clock_timestamp()
         AND NOT EXISTS (SELECT 1 FROM job j WHERE j.id = t.job AND j.held)
       GROUP BY t.type ORDER BY t.type""";

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

  /** Due tasks by type; types without any are left out. */
  public Future<List<QueueCount>> due() {
    return postgres
        .requests()
        .preparedQuery(DUE)
        .execute()
        .map(rows -> rows.stream().map(QueueStore::count).toList());
  }

  /** Uploads of unfinished jobs that are neither visible nor revoked, by type. */
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
        row.getString("type"), row.getLong("due"), row.getLong("accounts"), row.getDouble("age"));
  }
}
