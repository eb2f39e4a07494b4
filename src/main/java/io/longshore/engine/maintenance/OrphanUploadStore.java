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

/** Finds where recent jobs wrote, and which uploads there no task needs. */
final class OrphanUploadStore {

  // The prefixes, up to the job's id, of the keys at which recent jobs wrote. Only keys that
  // contain
  // the id.
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

  // A job that ended long ago has no worker. If the job has not ended or does not exist, the upload
  // itself has to be old, and must not be recorded with a task of the job.
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

  OrphanUploadStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** A prefix under which there may be uploads of jobs. */
  record Place(String account, String roleArn, String bucket, String prefix) {

    boolean covers(Place other) {
      return account.equals(other.account)
          && roleArn.equals(other.roleArn)
          && bucket.equals(other.bucket)
          && other.prefix.startsWith(prefix);
    }
  }

  /** An open upload at a key that contains the id of a job. */
  record Candidate(JobId job, OpenUpload open) {}

  /** Finds the places at which jobs of these types wrote within that time. */
  Future<List<Place>> places(String[] types, Duration within) {
    return postgres
        .work()
        .preparedQuery(PLACES)
        .execute(Tuple.of(types, within.toMillis()))
        .map(rows -> rows.stream().map(OrphanUploadStore::place).toList());
  }

  /** Returns those of the uploads that are orphaned and older than {@code age}. */
  Future<List<OpenUpload>> orphans(List<Candidate> candidates, Duration age) {
    UUID[] jobs =
        candidates.stream().map(candidate -> candidate.job().value()).toArray(UUID[]::new);
    String[] uploads =
        candidates.stream()
            .map(candidate -> candidate.open().upload().uploadId())
            .toArray(String[]::new);
    OffsetDateTime[] initiated =
        candidates.stream()
            .map(candidate -> candidate.open().initiated().atOffset(ZoneOffset.UTC))
            .toArray(OffsetDateTime[]::new);
    return postgres
        .work()
        .preparedQuery(ORPHANS)
        .execute(Tuple.of(jobs, uploads, initiated, age.toMillis()))
        .map(
            rows ->
                rows.stream()
                    .map(row -> candidates.get(Math.toIntExact(row.getLong("place")) - 1).open())
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
