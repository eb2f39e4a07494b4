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

/** Where uploads may be open at users' keys that no row tells of. */
final class OrphanUploadStore {

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

  // No index has upload ids, so it is asked only for what nothing else excludes.
  private static final String KNOWN =
      """
      SELECT upload_id FROM task WHERE upload_id = ANY($1::text[])""";

  private static final String SETTLED =
      """
      UPDATE task SET stray_since = NULL WHERE job = $1 AND seq = $2 AND stray_since = $3""";

  private final Postgres postgres;

  OrphanUploadStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /**
   * A key at which an upload may have been started that nobody wrote down.
   *
   * @param from the earliest moment at which that may have been, by the database's clock
   * @param to the latest one
   */
  record Stray(
      JobId job,
      int seq,
      String account,
      String roleArn,
      String bucket,
      String key,
      Instant from,
      Instant to) {}

  /** Those of jobs that ended so long ago. */
  Future<List<Stray>> find(String[] types, Duration age, int limit) {
    return postgres
        .work()
        .preparedQuery(FIND)
        .execute(Tuple.of(types, age.toMillis(), limit))
        .map(rows -> rows.stream().map(OrphanUploadStore::stray).toList());
  }

  /** Which of those uploads some task has. */
  Future<List<String>> known(List<String> uploads) {
    return postgres
        .work()
        .preparedQuery(KNOWN)
        .execute(Tuple.tuple().addValue(uploads.toArray(String[]::new)))
        .map(rows -> rows.stream().map(row -> row.getString("upload_id")).toList());
  }

  /** There is none any more. */
  Future<Void> settled(Stray stray) {
    return postgres
        .work()
        .preparedQuery(SETTLED)
        .execute(Tuple.of(stray.job().value(), stray.seq(), time(stray.to())))
        .mapEmpty();
  }

  private static OffsetDateTime time(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  private static Stray stray(Row row) {
    return new Stray(
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
