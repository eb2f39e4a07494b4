package io.longshore.engine.history;

import io.longshore.job.JobId;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** Reads the events of jobs. */
public final class JobHistoryStore {

  private static final String EVENTS =
      """
      SELECT e.seq, e.at, e.kind, e.word, e.phase, e.task, e.attempt, e.worker, e.since, e.detail
        FROM job_event e WHERE e.job = $1 AND e.seq > $2 ORDER BY e.seq LIMIT $3""";

  private final Postgres postgres;

  public JobHistoryStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /**
   * Lists the events of a job in their order.
   *
   * @param after the number of the last event of the page before, 0 for the first page
   */
  public Future<List<HistoryEvent>> events(JobId job, long after, int limit) {
    return postgres
        .requests()
        .preparedQuery(EVENTS)
        .execute(Tuple.of(job.value(), after, limit))
        .map(rows -> rows.stream().map(JobHistoryStore::event).toList());
  }

  private static HistoryEvent event(Row row) {
    return new HistoryEvent(
        row.getLong("seq"),
        instant(row, "at").orElseThrow(),
        row.getString("kind"),
        row.getString("word"),
        row.getString("phase"),
        Optional.ofNullable(row.getInteger("task")),
        Optional.ofNullable(row.getLong("attempt")),
        Optional.ofNullable(row.getString("worker")),
        instant(row, "since"),
        Optional.ofNullable(row.getString("detail")));
  }

  static Optional<Instant> instant(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }
}
