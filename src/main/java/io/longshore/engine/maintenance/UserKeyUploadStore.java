package io.longshore.engine.maintenance;

import io.longshore.engine.store.TaskRows;
import io.longshore.engine.worker.RestoredDatabaseHold;
import io.longshore.job.JobId;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** Finds keys that users chose and at which there may be uploads whose ids are not recorded. */
final class UserKeyUploadStore {

  private static final String FIND =
      """
      SELECT t.job, t.seq, split_part(t.role_arn, ':', 5) AS account, t.role_arn, t.bucket, t.key,
             j.created_at, t.stray_since
        FROM task t JOIN job j ON j.id = t.job
       WHERE t.stray_since IS NOT NULL AND t.key IS NOT NULL AND t.type = ANY($1::text[])
         AND j.finished_at < clock_timestamp() - $2::bigint * interval '1 millisecond'
         AND NOT %s
       ORDER BY t.stray_since LIMIT $3"""
          .formatted(RestoredDatabaseHold.IS_ONE);

  // There is no index on upload ids, so only uploads are looked up that nothing else excludes.
  private static final String RECORDED =
      """
      SELECT upload_id FROM task WHERE upload_id = ANY($1::text[])""";

  private static final String CLEAR =
      """
      UPDATE task SET stray_since = NULL WHERE job = $1 AND seq = $2 AND stray_since = $3""";

  private final Postgres postgres;

  UserKeyUploadStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /**
   * A key at which an upload may have been started whose id is not recorded.
   *
   * @param from the earliest time at which it may have been started, by the database's clock
   * @param to the latest time
   */
  record Candidate(
      JobId job,
      int seq,
      String account,
      String roleArn,
      String bucket,
      String key,
      Instant from,
      Instant to) {}

  /** Finds keys of jobs that ended longer ago than {@code age}. */
  Future<List<Candidate>> find(String[] types, Duration age, int limit) {
    return postgres
        .work()
        .preparedQuery(FIND)
        .execute(Tuple.of(types, age.toMillis(), limit))
        .map(rows -> rows.stream().map(UserKeyUploadStore::candidate).toList());
  }

  /** Returns those of the upload ids that are recorded with a task. */
  Future<List<String>> recorded(List<String> uploads) {
    return postgres
        .work()
        .preparedQuery(RECORDED)
        .execute(Tuple.tuple().addValue(uploads.toArray(String[]::new)))
        .map(rows -> rows.stream().map(row -> row.getString("upload_id")).toList());
  }

  /** Records that the key was searched. */
  Future<Void> clear(Candidate candidate) {
    return postgres
        .work()
        .preparedQuery(CLEAR)
        .execute(Tuple.of(candidate.job().value(), candidate.seq(), time(candidate.to())))
        .mapEmpty();
  }

  private static OffsetDateTime time(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  private static Candidate candidate(Row row) {
    return new Candidate(
        TaskRows.job(row),
        row.getInteger("seq"),
        row.getString("account"),
        row.getString("role_arn"),
        row.getString("bucket"),
        row.getString("key"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getOffsetDateTime("stray_since").toInstant());
  }
}
