package io.longshore.engine.history;

import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;

/** Counts the tasks that run, by account and by job type. */
public final class TaskLimitStore {

  private static final String RUNNING =
      """
      SELECT t.%1$s AS name, count(*) AS tasks FROM task t
       WHERE t.state = 'RUNNING' AND ($1::text IS NULL OR t.account = $1)
       GROUP BY t.%1$s HAVING count(*) >= $2 ORDER BY 2 DESC, 1 LIMIT 20""";

  private static final String BY_ACCOUNT = RUNNING.formatted("account");
  private static final String BY_TYPE = RUNNING.formatted("type");

  private final Postgres postgres;

  public TaskLimitStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** The tasks that run of an account or of a job type. */
  public record RunningTasks(String name, long tasks) {}

  /** The accounts with at least so many running tasks, those with most first. */
  public Future<List<RunningTasks>> byAccount(Optional<String> account, long least) {
    return read(BY_ACCOUNT, account, least);
  }

  /** The job types of which at least so many tasks run, those with most first. */
  public Future<List<RunningTasks>> byType(long least) {
    return read(BY_TYPE, Optional.empty(), least);
  }

  private Future<List<RunningTasks>> read(String sql, Optional<String> account, long least) {
    return postgres
        .request(sql, Tuple.of(account.orElse(null), least))
        .map(
            rows ->
                rows.stream()
                    .map(row -> new RunningTasks(row.getString("name"), row.getLong("tasks")))
                    .toList());
  }
}
