package io.longshore.engine.admin;

import io.longshore.engine.store.JobRows;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;

/** Finds jobs of all accounts with their tasks, for operators. */
public final class JobSearchStore {

  private static final String NEWEST =
      JobRows.JOB
          + """
          WHERE ($1::text IS NULL OR j.account = $1) AND ($2::text IS NULL OR j.type = $2)
            AND ($3::text IS NULL OR j.state = $3)
          ORDER BY j.created_at DESC, j.id DESC
          LIMIT $4""";

  private static final String FIND = JobRows.JOB + " WHERE j.id = $1";

  private static final String OF_ARN =
      JobRows.JOB
          + """
          WHERE j.account = $1 AND j.region = $2 AND j.type = $3 AND j.spec->>'arn' = $4
          ORDER BY j.created_at DESC, j.id DESC
          LIMIT 1""";

  private final Postgres postgres;

  public JobSearchStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Lists jobs, newest first, optionally of one account, type or state. */
  public Future<List<Job>> newest(
      Optional<String> account, Optional<String> type, Optional<JobState> state, int limit) {
    return postgres
        .requests()
        .preparedQuery(NEWEST)
        .execute(
            Tuple.of(
                account.orElse(null),
                type.orElse(null),
                state.map(JobState::name).orElse(null),
                limit))
        .map(rows -> rows.stream().map(JobRows::job).toList());
  }

  public Future<Optional<Job>> find(JobId id) {
    return postgres
        .requests()
        .preparedQuery(FIND)
        .execute(Tuple.of(id.value()))
        .map(rows -> rows.stream().findFirst().map(JobRows::job));
  }

  /** Finds the newest job of an account and type that keeps that ARN as its own. */
  public Future<Optional<Job>> findByArn(String account, String region, String type, String arn) {
    return postgres
        .requests()
        .preparedQuery(OF_ARN)
        .execute(Tuple.of(account, region, type, arn))
        .map(rows -> rows.stream().findFirst().map(JobRows::job));
  }
}
