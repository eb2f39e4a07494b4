package io.longshore.service.dataexchange.job;

import io.longshore.job.JobId;
import io.longshore.store.Postgres;
import io.longshore.store.SqlRows;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;

/** What is late, left over or forgotten. */
final class JobExpiryStore {

  /** A job that was started and, as far as is known, has not ended. */
  record Running(JobId id) {}

  private static final String STARTED_BEFORE =
      """
      select id from dataexchange_job where settled_at is null and started_at < $1
       order by started_at limit $2""";

  private static final String SETTLED =
      """
      update dataexchange_job set settled_at = $2 where id = $1 and settled_at is null""";

  private static final String TIMED_OUT =
      """
      update dataexchange_job set timed_out_at = $2, settled_at = $2, updated_at = $2
       where id = $1 and settled_at is null""";

  private static final String LEFTOVERS =
      """
      select object_key from dataexchange_leftover where due_at <= $1 order by due_at limit $2""";

  private static final String REMOVED =
      """
      delete from dataexchange_leftover where object_key = $1""";

  private static final String FORGET =
      """
      delete from dataexchange_job where created_at < $1""";

  private final Postgres postgres;

  JobExpiryStore(Postgres postgres) {
    this.postgres = postgres;
  }

  Future<List<Running>> startedBefore(Instant moment, int limit) {
    return postgres
        .work(STARTED_BEFORE, Tuple.of(SqlRows.timestamp(moment), limit))
        .map(
            rows ->
                SqlRows.all(
                    rows, row -> new Running(JobId.parse(row.getString("id")).orElseThrow())));
  }

  Future<Void> settled(JobId job, Instant at) {
    return run(SETTLED, Tuple.of(job.toString(), SqlRows.timestamp(at)));
  }

  Future<Void> timedOut(JobId job, Instant at) {
    return run(TIMED_OUT, Tuple.of(job.toString(), SqlRows.timestamp(at)));
  }

  /** Keys in the bucket of assets that may go. */
  Future<List<String>> leftovers(Instant now, int limit) {
    return postgres
        .work(LEFTOVERS, Tuple.of(SqlRows.timestamp(now), limit))
        .map(rows -> SqlRows.all(rows, row -> row.getString("object_key")));
  }

  Future<Void> removed(String objectKey) {
    return run(REMOVED, Tuple.of(objectKey));
  }

  /** Forgets jobs that were created before that. */
  Future<Void> forget(Instant before) {
    return run(FORGET, Tuple.of(SqlRows.timestamp(before)));
  }

  private Future<Void> run(String statement, Tuple values) {
    return postgres.work(statement, values).mapEmpty();
  }
}
