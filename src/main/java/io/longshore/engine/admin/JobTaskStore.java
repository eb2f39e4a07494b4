package io.longshore.engine.admin;

import io.longshore.engine.store.TaskRows;
import io.longshore.job.JobId;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** Lists what a job consists of. */
public final class JobTaskStore {

  private static final String TASK =
      """
      SELECT t.seq, t.kind, t.state, t.out_state, t.attempts, t.max_attempts, t.outages, t.rows,
             t.rows_failed, %s AS size, t.sha256, t.lease_owner, t.lease_until, t.run_at,
             t.claimed_at, t.ended_at,
             coalesce(t.out_left, t.reason) AS reason, t.role_arn, t.bucket, t.key, t.content_type,
             t.load IS NOT NULL AS loads
        FROM task t
      """
          .formatted(TaskRows.BYTES);

  private static final String TASKS =
      TASK + " WHERE t.job = $1 AND t.seq > $2 ORDER BY t.seq LIMIT $3";

  private static final String OUTPUTS =
      TASK + " WHERE t.job = $1 AND t.seq > $2 AND t.key IS NOT NULL ORDER BY t.seq LIMIT $3";

  private static final String OUTPUT =
      TASK + " WHERE t.job = $1 AND t.seq = $2 AND t.key IS NOT NULL";

  private static final String NOW =
      """
      SELECT (SELECT min(e.at) FROM job_event e WHERE e.job = $1 AND e.phase <> 'CREATED') AS started,
             (SELECT min(t.run_at) FROM task t
               WHERE t.job = $1 AND t.state = 'QUEUED' AND t.run_at > clock_timestamp()) AS next_try,
             (SELECT t.reason FROM task t
               WHERE t.job = $1 AND t.state IN ('QUEUED', 'RUNNING') AND t.reason IS NOT NULL
               ORDER BY t.run_at DESC, t.seq LIMIT 1) AS reason,
             m.bucket, m.key, m.loads
        FROM (SELECT 1) one
        LEFT JOIN (
             SELECT t.bucket, t.key,
                    EXISTS (SELECT 1 FROM task p WHERE p.job = $1 AND p.load IS NOT NULL) AS loads
               FROM task t
              WHERE t.job = $1 AND t.kind = 'COMMIT' AND t.out_state = 'VISIBLE') m ON true""";

  /**
   * A task.
   *
   * @param output the state of its output, NONE if it makes none
   * @param size the bytes of its output, also of one that a running attempt writes, until now
   * @param owner the worker that has the lease
   * @param runAt when it is or was due
   * @param claimedAt when the last attempt began
   * @param endedAt when that attempt ended
   * @param reason what the rollback left, or else why the last attempt failed
   * @param loads whether it loads rows, so that its output has the rows that it refused
   */
  public record JobTask(
      int seq,
      String kind,
      String state,
      String output,
      int attempts,
      int maxAttempts,
      int outages,
      long rows,
      long rejectedRows,
      Optional<Long> size,
      Optional<String> sha256,
      Optional<String> owner,
      Optional<Instant> leaseUntil,
      Instant runAt,
      Optional<Instant> claimedAt,
      Optional<Instant> endedAt,
      Optional<String> reason,
      Optional<TaskObject> object,
      boolean loads) {}

  /** The object that a task makes. */
  public record TaskObject(String roleArn, String bucket, String key, String contentType) {}

  /**
   * What an unfinished or finished job does at the moment.
   *
   * @param started when a worker claimed a task for the first time
   * @param nextTry when the first of the tasks that wait is due
   * @param reason why the last attempt at an unfinished task failed
   * @param manifest the visible manifest, without role and type
   * @param loads whether the job loads rows, so that its manifest lists refused ones
   */
  public record JobMoment(
      Optional<Instant> started,
      Optional<Instant> nextTry,
      Optional<String> reason,
      Optional<TaskObject> manifest,
      boolean loads) {}

  private final Postgres postgres;

  public JobTaskStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** The tasks after one, by their numbers. */
  public Future<List<JobTask>> tasks(JobId job, int after, int limit) {
    return read(TASKS, Tuple.of(job.value(), after, limit));
  }

  /** The tasks after one that make an object, by their numbers. */
  public Future<List<JobTask>> outputs(JobId job, int after, int limit) {
    return read(OUTPUTS, Tuple.of(job.value(), after, limit));
  }

  /** The task of that number, if it makes an object. */
  public Future<Optional<JobTask>> output(JobId job, int seq) {
    return read(OUTPUT, Tuple.of(job.value(), seq)).map(tasks -> tasks.stream().findFirst());
  }

  private Future<List<JobTask>> read(String sql, Tuple values) {
    return postgres
        .request(sql, values)
        .map(rows -> rows.stream().map(JobTaskStore::task).toList());
  }

  /** What the job does at the moment. */
  public Future<JobMoment> moment(JobId job) {
    return postgres
        .request(NOW, Tuple.of(job.value()))
        .map(rows -> rows.iterator().next())
        .map(
            row ->
                new JobMoment(
                    time(row, "started"),
                    time(row, "next_try"),
                    Optional.ofNullable(row.getString("reason")),
                    Optional.ofNullable(row.getString("key"))
                        .map(key -> new TaskObject("", row.getString("bucket"), key, "")),
                    Boolean.TRUE.equals(row.getBoolean("loads"))));
  }

  private static JobTask task(Row row) {
    return new JobTask(
        row.getInteger("seq"),
        row.getString("kind"),
        row.getString("state"),
        row.getString("out_state"),
        row.getInteger("attempts"),
        row.getInteger("max_attempts"),
        row.getInteger("outages"),
        row.getLong("rows"),
        row.getLong("rows_failed"),
        Optional.ofNullable(row.getLong("size")),
        Optional.ofNullable(row.getString("sha256")),
        Optional.ofNullable(row.getString("lease_owner")),
        time(row, "lease_until"),
        time(row, "run_at").orElseThrow(),
        time(row, "claimed_at"),
        time(row, "ended_at"),
        Optional.ofNullable(row.getString("reason")),
        Optional.ofNullable(row.getString("key")).map(key -> object(row, key)),
        row.getBoolean("loads"));
  }

  private static TaskObject object(Row row, String key) {
    return new TaskObject(
        row.getString("role_arn"), row.getString("bucket"), key, row.getString("content_type"));
  }

  private static Optional<Instant> time(Row row, String column) {
    return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
  }
}
