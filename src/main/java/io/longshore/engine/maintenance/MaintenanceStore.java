package io.longshore.engine.maintenance;

import io.longshore.engine.worker.RestoredDatabaseHold;
import io.longshore.job.JobId;
import io.longshore.objectstore.ObjectStore.OpenUpload;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** What is old enough to go: finished jobs, and uploads that no task wants. */
final class MaintenanceStore {

  static final String FORGET =
      """
      WITH old AS MATERIALIZED (
        SELECT j.id FROM job j
         WHERE j.type = $1
           AND j.finished_at
               < (SELECT clock_timestamp() - $2::bigint * interval '1 millisecond')
         ORDER BY j.finished_at
         LIMIT $3
           FOR UPDATE SKIP LOCKED)
      DELETE FROM job j USING old WHERE j.id = old.id""";

  // Where the jobs of late have written: keys that name their job only, up to that name.
  private static final String PLACES =
      """
      SELECT DISTINCT split_part(t.role_arn, ':', 5) AS account, t.role_arn, t.bucket,
             left(t.key, position(replace(t.job::text, '-', '') IN t.key) - 1) AS prefix
        FROM unnest($1::text[]) AS known(type)
       CROSS JOIN LATERAL (
             (SELECT j.id FROM job j
               WHERE j.type = known.type
                 AND j.finished_at
                     > (SELECT clock_timestamp() - $2::bigint * interval '1 millisecond')
               ORDER BY j.finished_at DESC LIMIT 1000)
             UNION ALL
             (SELECT j.id FROM job j
               WHERE j.type = known.type AND j.finished_at IS NULL LIMIT 1000)) late
        JOIN task t ON t.job = late.id
       WHERE position(replace(t.job::text, '-', '') IN t.key) > 0
       ORDER BY account, t.role_arn, t.bucket, prefix
       LIMIT 1000""";

  // A job that ended long ago has no worker; beside one that has not, or that nobody knows, an
  // upload must itself be old, and none of the job's tasks may have it.
  private static final String ORPHANS =
      """
      SELECT u.place
        FROM unnest($1::uuid[], $2::text[], $3::timestamptz[])
             WITH ORDINALITY AS u(job, upload, initiated, place)
        LEFT JOIN job j ON j.id = u.job
       WHERE NOT %s
         AND CASE WHEN j.finished_at IS NOT NULL
                  THEN j.finished_at < clock_timestamp() - $4::bigint * interval '1 millisecond'
                  ELSE u.initiated < clock_timestamp() - $4::bigint * interval '1 millisecond'
                       AND NOT EXISTS (SELECT 1 FROM task t
                                        WHERE t.job = u.job AND t.upload_id = u.upload)
             END
       ORDER BY u.place"""
          .formatted(RestoredDatabaseHold.IS_ONE);

  private final Postgres postgres;

  MaintenanceStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Where uploads of jobs may be. */
  record Place(String account, String roleArn, String bucket, String prefix) {

    boolean covers(Place other) {
      return account.equals(other.account)
          && roleArn.equals(other.roleArn)
          && bucket.equals(other.bucket)
          && other.prefix.startsWith(prefix);
    }
  }

  /** An upload at a key that names that job. */
  record Suspect(JobId job, OpenUpload open) {}

  /** Deletes up to that many jobs that ended longer ago, the oldest first; brings how many. */
  Future<Integer> forget(String type, Duration kept, int limit) {
    return postgres
        .work()
        .preparedQuery(FORGET)
        .execute(Tuple.of(type, kept.toMillis(), limit))
        .map(deleted -> deleted.rowCount());
  }

  /** Places that jobs of these types wrote to within that time. */
  Future<List<Place>> places(String[] types, Duration within) {
    return postgres
        .work()
        .preparedQuery(PLACES)
        .execute(Tuple.of(types, within.toMillis()))
        .map(rows -> rows.stream().map(MaintenanceStore::place).toList());
  }

  /** Those of the uploads that nobody owns and that are that old. */
  Future<List<OpenUpload>> orphans(List<Suspect> suspects, Duration age) {
    UUID[] jobs = suspects.stream().map(found -> found.job().value()).toArray(UUID[]::new);
    String[] uploads =
        suspects.stream().map(found -> found.open().upload().uploadId()).toArray(String[]::new);
    OffsetDateTime[] initiated =
        suspects.stream()
            .map(found -> found.open().initiated().atOffset(ZoneOffset.UTC))
            .toArray(OffsetDateTime[]::new);
    return postgres
        .work()
        .preparedQuery(ORPHANS)
        .execute(Tuple.of(jobs, uploads, initiated, age.toMillis()))
        .map(
            rows ->
                rows.stream()
                    .map(row -> suspects.get(Math.toIntExact(row.getLong("place")) - 1).open())
                    .toList());
  }

  private static Place place(Row row) {
    return new Place(
        row.getString("account"),
        row.getString("role_arn"),
        row.getString("bucket"),
        row.getString("prefix"));
  }
}
