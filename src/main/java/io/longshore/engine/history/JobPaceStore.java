package io.longshore.engine.history;

import io.longshore.job.JobId;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Reads how fast jobs run. A running piece records its pace every five seconds; before that, its
 * rows and bytes since the claim are it. The pace of a piece that reports nothing more is
 * forgotten.
 */
public final class JobPaceStore {

  private static final String PER_SECOND =
      """
      sum(CASE WHEN t.mark_at < clock_timestamp() - interval '30 seconds' THEN NULL
               WHEN t.%1$s IS NOT NULL THEN t.%1$s
               WHEN t.%2$s > 0 AND t.claimed_at < clock_timestamp() - interval '1 second'
                 THEN t.%2$s / extract(epoch FROM clock_timestamp() - t.claimed_at)::float8 END)
        FILTER (WHERE t.kind = 'PIECE' AND t.state = 'RUNNING')""";

  private static final String RATES =
      "%s AS pace, %s AS sent_pace"
          .formatted(
              PER_SECOND.formatted("pace", "rows"), PER_SECOND.formatted("sent_pace", "sent"));

  private static final String PACES =
      """
      SELECT t.job, count(*) FILTER (WHERE t.kind = 'PIECE') AS pieces,
             count(*) FILTER (WHERE t.kind = 'PIECE' AND t.state = 'DONE') AS done,
             coalesce(sum(t.rows) FILTER (WHERE t.kind = 'PIECE' AND t.state = 'DONE'), 0)::bigint AS done_rows,
             coalesce(sum(t.rows) FILTER (WHERE t.kind = 'PIECE' AND t.state = 'RUNNING'), 0)::bigint AS running_rows,
             %s
        FROM task t WHERE t.job = ANY($1::uuid[]) GROUP BY t.job"""
          .formatted(RATES);

  private static final String OF_ALL =
      """
      SELECT %s
        FROM task t WHERE t.state = 'RUNNING' AND ($1::text IS NULL OR t.account = $1)"""
          .formatted(RATES);

  private final Postgres postgres;

  public JobPaceStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** The paces of these jobs. Ask for unfinished jobs only: all their tasks are read. */
  public Future<Map<JobId, JobThroughput>> of(Collection<JobId> jobs) {
    return jobs.isEmpty()
        ? Future.succeededFuture(Map.of())
        : postgres
            .requests()
            .preparedQuery(PACES)
            .execute(Tuple.tuple().addValue(jobs.stream().map(JobId::value).toArray(UUID[]::new)))
            .map(
                rows ->
                    rows.stream()
                        .collect(
                            Collectors.toMap(
                                row -> new JobId(row.getUUID("job")), JobPaceStore::pace)));
  }

  /** The rates of all running pieces together, without an estimate of the remaining time. */
  public Future<JobThroughput> ofAll(Optional<String> account) {
    return postgres
        .requests()
        .preparedQuery(OF_ALL)
        .execute(Tuple.of(account.orElse(null)))
        .map(rows -> rows.iterator().next())
        .map(row -> new JobThroughput(rate(row, "pace"), rate(row, "sent_pace"), Optional.empty()));
  }

  private static Optional<Double> rate(Row row, String column) {
    return Optional.ofNullable(row.getDouble(column));
  }

  private static JobThroughput pace(Row row) {
    return JobThroughput.of(
        new JobThroughput.Sums(
            row.getLong("pieces"),
            row.getLong("done"),
            row.getLong("done_rows"),
            row.getLong("running_rows"),
            row.getDouble("pace"),
            row.getDouble("sent_pace")));
  }
}
