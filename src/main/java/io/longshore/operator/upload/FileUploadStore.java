package io.longshore.operator.upload;

import io.longshore.job.S3Place;
import io.longshore.objectstore.ObjectStore.Part;
import io.longshore.operator.upload.FileUpload.Outcome;
import io.longshore.store.Postgres;
import io.longshore.store.SqlRows;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The rows of uploads and of their parts. */
final class FileUploadStore {

  private static final String ADD =
      """
      INSERT INTO file_upload (id, account, role_arn, bucket, object_key)
      SELECT $1, $2, $3, $4, $5
       WHERE (SELECT count(*) FROM file_upload u WHERE u.account = $2 AND u.outcome IS NULL) < $6""";

  private static final String BEGUN =
      "UPDATE file_upload SET upload_id = $2, touched_at = clock_timestamp() WHERE id = $1";

  private static final String FIND =
      """
      SELECT u.id, u.account, u.role_arn, u.bucket, u.object_key, u.upload_id, u.outcome
        FROM file_upload u
       WHERE u.id = $1 AND u.account = $2 AND u.upload_id IS NOT NULL""";

  private static final String PART =
      """
      WITH touched AS (
        UPDATE file_upload SET touched_at = clock_timestamp() WHERE id = $1)
      INSERT INTO file_upload_part (upload, number, etag, bytes) VALUES ($1, $2, $3, $4)
          ON CONFLICT (upload, number) DO UPDATE SET etag = excluded.etag, bytes = excluded.bytes""";

  private static final String PARTS =
      "SELECT p.number, p.etag, p.bytes FROM file_upload_part p WHERE p.upload = $1 ORDER BY p.number";

  private static final String END =
      """
      UPDATE file_upload SET outcome = $2, touched_at = clock_timestamp()
       WHERE id = $1 AND outcome IS NULL""";

  private static final String OLD =
      """
      SELECT u.id, u.account, u.role_arn, u.bucket, u.object_key, u.upload_id, u.outcome
        FROM file_upload u
       WHERE u.touched_at < clock_timestamp() - $1::bigint * interval '1 millisecond'
       ORDER BY u.touched_at LIMIT $2""";

  private static final String DELETE = "DELETE FROM file_upload WHERE id = $1";

  private final Postgres postgres;

  FileUploadStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /**
   * Adds an upload that is being begun. False if the account has as many open uploads already.
   *
   * @param mostOpen of the account
   */
  Future<Boolean> add(FileUpload upload, int mostOpen) {
    return postgres
        .request(
            ADD,
            Tuple.of(
                upload.id(),
                upload.account(),
                upload.roleArn(),
                upload.object().bucket(),
                upload.object().key(),
                mostOpen))
        .map(rows -> rows.rowCount() == 1);
  }

  Future<Void> begun(UUID id, String uploadId) {
    return postgres.request(BEGUN, Tuple.of(id, uploadId)).mapEmpty();
  }

  /** An upload of the account that has begun. */
  Future<Optional<FileUpload>> find(UUID id, String account) {
    return postgres
        .request(FIND, Tuple.of(id, account))
        .map(rows -> SqlRows.first(rows, FileUploadStore::upload));
  }

  /** Records a part, in place of an earlier one of its number. */
  Future<Void> add(UUID id, Part part) {
    return postgres.request(PART, Tuple.of(id, part.number(), part.etag(), part.size())).mapEmpty();
  }

  /** The parts by their numbers. */
  Future<List<Part>> parts(UUID id) {
    return postgres
        .request(PARTS, Tuple.of(id))
        .map(rows -> SqlRows.all(rows, FileUploadStore::part));
  }

  /** Records how the upload has ended, unless it has. */
  Future<Void> end(UUID id, Outcome outcome) {
    return postgres.request(END, Tuple.of(id, outcome.name())).mapEmpty();
  }

  /** Uploads that nothing has happened to for so long. */
  Future<List<FileUpload>> untouched(Duration age, int limit) {
    return postgres
        .work(OLD, Tuple.of(age.toMillis(), limit))
        .map(rows -> SqlRows.all(rows, FileUploadStore::upload));
  }

  Future<Void> delete(UUID id) {
    return postgres.request(DELETE, Tuple.of(id)).mapEmpty();
  }

  private static Part part(Row row) {
    return new Part(row.getInteger("number"), row.getString("etag"), row.getLong("bytes"));
  }

  private static FileUpload upload(Row row) {
    return new FileUpload(
        row.getUUID("id"),
        row.getString("account"),
        row.getString("role_arn"),
        new S3Place(row.getString("bucket"), row.getString("object_key")),
        Optional.ofNullable(row.getString("upload_id")),
        Optional.ofNullable(row.getString("outcome")).map(Outcome::valueOf));
  }
}
