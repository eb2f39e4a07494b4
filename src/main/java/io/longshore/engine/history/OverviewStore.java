package io.longshore.engine.history;

import io.longshore.job.JobId;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads what an installation does at the moment, of one account or of all. */
public final class OverviewStore {

  private static final String JOBS =
      """
      SELECT j.type, j.state, count(*) AS jobs FROM job j
       WHERE j.finished_at IS NULL AND ($1::text IS NULL OR j.account = $1)
       GROUP BY j.type, j.state ORDER BY j.type, j.state""";

  private static final String OLDEST_DUE =
      """
      SELECT t.job, t.seq, t.account, t.type, t.run_at,
             extract(epoch FROM clock_timestamp() - t.run_at)::float8 AS age
        FROM task t
       WHERE t.state = 'QUEUED' AND t.run_at <= clock_timestamp()
         AND ($1::text IS NULL OR t.account = $1)
         AND NOT EXISTS (SELECT 1 FROM job j WHERE j.id = t.job AND j.held)
       ORDER BY t.run_at LIMIT 1""";

  private static final String FAILURES =
      """
      SELECT j.id, j.account, j.type, j.finished_at, j.failures ->> 0 AS reason,
             count(*) OVER () AS of_all
        FROM job j
       WHERE j.state = 'FAILED' AND j.finished_at > clock_timestamp() - interval '24 hours'
         AND ($1::text IS NULL OR j.account = $1)
       ORDER BY j.finished_at DESC LIMIT $2""";

  private static final String NOW =
      """
      SELECT clock_timestamp() AS now,
             (SELECT count(*) FROM task t
               WHERE t.state = 'RUNNING' AND ($1::text IS NULL OR t.account = $1)) AS busy""";

  private final Postgres postgres;

  public OverviewStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Unfinished jobs of a type in a state. */
  public record JobCounts(String type, String state, long jobs) {}

  /** The task that has been due for the longest time, of a job that is not held. */
  public record DueTask(
      JobId job, int seq, String account, String type, Instant dueAt, double ageSeconds) {}

  /**
   * A job that has failed.
   *
   * @param reason the first one; empty if none was recorded
   */
  public record FailedJob(
      JobId job, String account, String type, Instant at, Optional<String> reason) {}

  /**
   * The jobs that failed in the last 24 hours.
   *
   * @param newest the newest of them
   */
  public record Failures(long all, List<FailedJob> newest) {}

  /**
   * @param now the time of the database
   * @param busy the tasks that run
   */
  public record Moment(Instant now, long busy) {}

  public Future<Moment> moment(Optional<String> account) {
    return postgres
        .requests()
        .preparedQuery(NOW)
        .execute(Tuple.of(account.orElse(null)))
        .map(rows -> rows.iterator().next())
        .map(
            row ->
                new Moment(JobHistoryStore.instant(row, "now").orElseThrow(), row.getLong("busy")));
  }

  public Future<List<JobCounts>> jobs(Optional<String> account) {
    return postgres
        .requests()
        .preparedQuery(JOBS)
        .execute(Tuple.of(account.orElse(null)))
        .map(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            new JobCounts(
                                row.getString("type"), row.getString("state"), row.getLong("jobs")))
                    .toList());
  }

  public Future<Optional<DueTask>> oldestDue(Optional<String> account) {
    return postgres
        .requests()
        .preparedQuery(OLDEST_DUE)
        .execute(Tuple.of(account.orElse(null)))
        .map(rows -> rows.stream().findFirst().map(OverviewStore::dueTask));
  }

  /**
   * The jobs that failed in the last 24 hours.
   *
   * @param limit how many of the newest are listed
   */
  public Future<Failures> failures(Optional<String> account, int limit) {
    return postgres
        .requests()
        .preparedQuery(FAILURES)
        .execute(Tuple.of(account.orElse(null), limit))
        .map(
            rows ->
                new Failures(
                    rows.stream().findFirst().map(row -> row.getLong("of_all")).orElse(0L),
                    rows.stream().map(OverviewStore::failedJob).toList()));
  }

  private static DueTask dueTask(Row row) {
    return new DueTask(
        new JobId(row.getUUID("job")),
        row.getInteger("seq"),
        row.getString("account"),
        row.getString("type"),
        JobHistoryStore.instant(row, "run_at").orElseThrow(),
        row.getDouble("age"));
  }

  private static FailedJob failedJob(Row row) {
    return new FailedJob(
        new JobId(row.getUUID("id")),
        row.getString("account"),
        row.getString("type"),
        JobHistoryStore.instant(row, "finished_at").orElseThrow(),
        Optional.ofNullable(row.getString("reason")));
  }
}
