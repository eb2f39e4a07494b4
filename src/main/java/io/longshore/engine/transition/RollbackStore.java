package io.longshore.engine.transition;

import static io.longshore.engine.store.TaskRows.LIVE;

import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.failure.FailureMessage;
import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.store.JobRows;
import io.longshore.engine.store.TaskRows;
import io.longshore.job.JobId;
import io.longshore.job.Lease;
import io.longshore.job.Phase;
import io.longshore.job.Task;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;

/**
 * Starts and ends the rollback of a job that fails or is cancelled; the COMMIT task performs it.
 */
public final class RollbackStore {

  // Runs after the job is locked and its queued tasks are dropped, so that no task starts between
  // the check and the update.
  @Performs(task = TaskTransition.QUEUE_ROLLBACK)
  private static final String QUEUE =
      """
      UPDATE task t SET state = 'QUEUED', attempts = 0, run_at = clock_timestamp()
        FROM job j
       WHERE j.id = $1 AND j.phase IN ('FAILING', 'CANCELLING')
         AND t.job = $1 AND t.kind = 'COMMIT' AND t.state IN ('BLOCKED', 'QUEUED')
         AND NOT EXISTS (SELECT 1 FROM task r WHERE r.job = $1 AND r.state = 'RUNNING')""";

  // changed_at is when the job began to fail or was cancelled. Attempts at the commit before that
  // count, too; the time has to pass in any case.
  private static final String OVER =
      """
      SELECT 1 FROM task t JOIN job j ON j.id = t.job
       WHERE %s
         AND t.attempts + t.outages >= t.max_attempts
         AND j.changed_at < clock_timestamp() - $5::bigint * interval '1 millisecond'"""
          .formatted(LIVE);

  private static final String LOCK = "SELECT failures FROM job WHERE id = $1 FOR UPDATE";

  private static final String LEFT =
      """
      SELECT t.out_left, count(*) OVER () AS of_all FROM task t
       WHERE t.job = $1 AND t.out_left IS NOT NULL
       ORDER BY t.seq LIMIT $2""";

  @Performs(
      job = {JobTransition.END_FAILED, JobTransition.END_CANCELLED},
      task = TaskTransition.END_ROLLBACK)
  private static final String END =
      """
      WITH mine AS (
        UPDATE task t
           SET state = 'CANCELLED', lease_id = NULL, lease_owner = NULL, lease_until = NULL,
               ended_at = clock_timestamp()
         WHERE %s
           AND t.kind = 'COMMIT'
           AND NOT EXISTS (SELECT 1 FROM task r
                            WHERE r.job = $1 AND r.state = 'RUNNING' AND r.seq <> $2)
        RETURNING t.job),
      ended AS (
        UPDATE job j
           SET state = $5, phase = $5, word = $6, failures = $8::jsonb,
               changed_at = clock_timestamp(), finished_at = clock_timestamp()
          FROM mine WHERE j.id = mine.job AND j.phase = $7
        RETURNING j.id),
      told AS (
        INSERT INTO job_event (job, word, phase)
        SELECT j.id, $6, $5 FROM job j, ended WHERE j.id = ended.id AND j.word <> $6)
      SELECT id FROM ended"""
          .formatted(LIVE);

  private final Postgres postgres;
  private final JobTypeRegistry types;

  public RollbackStore(Postgres postgres, JobTypeRegistry types) {
    this.postgres = postgres;
    this.types = types;
  }

  /** Queues the COMMIT of an ending job as its rollback, if no task of the job is running. */
  static Future<Void> queue(Transaction tx, JobId job) {
    return tx.connection().preparedQuery(QUEUE).execute(Tuple.of(job.value())).mapEmpty();
  }

  /** Whether the rollback was attempted often enough, and has lasted longer than patience. */
  public Future<Boolean> isOver(Lease lease, Duration patience) {
    return postgres
        .work()
        .preparedQuery(OVER)
        .execute(TaskRows.fence(lease).addValue(patience.toMillis()))
        .map(rows -> rows.size() == 1);
  }

  /**
   * Ends the job as FAILED or CANCELLED. Its failures name the objects and uploads that stay.
   *
   * @return false if the lease was lost
   */
  public Future<Boolean> end(ClaimedTask rollback) {
    Tuple job = Tuple.of(rollback.task().job().id().value());
    return postgres
        .work()
        .withTransaction(
            connection ->
                connection
                    .preparedQuery(LOCK)
                    .execute(job)
                    .map(rows -> failures(rows.iterator().next()))
                    .compose(
                        failures ->
                            connection
                                .preparedQuery(LEFT)
                                .execute(Tuple.of(job.getUUID(0), FailureMessage.NAMED))
                                .map(left -> withLeft(failures, left)))
                    .compose(
                        failures ->
                            connection.preparedQuery(END).execute(values(rollback, failures)))
                    .map(rows -> rows.size() == 1));
  }

  private Tuple values(ClaimedTask rollback, FailureMessage failures) {
    Task task = rollback.task();
    JobTransition transition =
        rollback.phase() == Phase.CANCELLING
            ? JobTransition.END_CANCELLED
            : JobTransition.END_FAILED;
    Phase end = transition.to().orElseThrow();
    return TaskRows.fence(task.lease())
        .addValue(end.name())
        .addValue(types.word(task.job().type(), end))
        .addValue(transition.from().iterator().next().name())
        .addValue(new JsonArray(failures.all()));
  }

  private static FailureMessage withLeft(FailureMessage failures, RowSet<Row> left) {
    List<String> named = left.stream().map(row -> row.getString("out_left")).toList();
    long all = left.size() == 0 ? 0 : left.iterator().next().getLong("of_all");
    return failures.withLeft(named, all - named.size());
  }

  static FailureMessage failures(Row job) {
    return new FailureMessage(JobRows.failures((JsonArray) job.getJson("failures")));
  }
}
