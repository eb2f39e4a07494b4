package io.longshore.engine.commit;

import static io.longshore.engine.store.TaskRows.LIVE;

import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.failure.FailureMessage;
import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.store.JobRows;
import io.longshore.engine.store.TaskRows;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
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

/** How a job that fails or is cancelled is cleaned up, reaches its end, and says what it left. */
public final class RollbackStore {

  // Runs after the job is locked and its queued tasks are dropped, so that no task starts between
  // the look and the move.
  private static final String QUEUE =
      """
      UPDATE task t SET state = 'QUEUED', attempts = 0, run_at = clock_timestamp()
        FROM job j
       WHERE j.id = $1 AND j.phase IN ('FAILING', 'CANCELLING')
         AND t.job = $1 AND t.kind = 'COMMIT' AND t.state IN ('BLOCKED', 'QUEUED')
         AND NOT EXISTS (SELECT 1 FROM task r WHERE r.job = $1 AND r.state = 'RUNNING')""";

  // A job changes last when it begins to fail or is asked to stop. The tries at a commit that was
  // tried before count, too: time has to pass all the same.
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

  private static final String ENDED =
      """
      WITH mine AS (
        UPDATE task t
           SET state = 'CANCELLED', lease_id = NULL, lease_owner = NULL, lease_until = NULL
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

  /** Has the COMMIT revoke what an ending job made, once none of its tasks runs. */
  public static Future<Void> queue(Transaction tx, JobId job) {
    return tx.connection().preparedQuery(QUEUE).execute(Tuple.of(job.value())).mapEmpty();
  }

  /** Whether the clean-up was tried often enough, and for longer than anybody should wait. */
  Future<Boolean> isOver(Lease held, Duration patience) {
    return postgres
        .work()
        .preparedQuery(OVER)
        .execute(TaskRows.fence(held).addValue(patience.toMillis()))
        .map(rows -> rows.size() == 1);
  }

  /** The job reaches its end, and its failures say what is left; false when the lease was lost. */
  Future<Boolean> ended(ClaimedTask cleanUp) {
    Task task = cleanUp.task();
    JobId job = task.job().id();
    JobState end = cleanUp.phase() == Phase.CANCELLING ? JobState.CANCELLED : JobState.FAILED;
    Tuple values =
        TaskRows.fence(task.lease())
            .addValue(end.name())
            .addValue(types.word(task.job().type(), Phase.valueOf(end.name())))
            .addValue(cleanUp.phase().name());
    return postgres
        .work()
        .withTransaction(
            connection ->
                connection
                    .preparedQuery(LOCK)
                    .execute(Tuple.of(job.value()))
                    .map(rows -> failures(rows.iterator().next()))
                    .compose(
                        failures ->
                            connection
                                .preparedQuery(LEFT)
                                .execute(Tuple.of(job.value(), FailureMessage.NAMED))
                                .map(left -> ended(failures, left)))
                    .compose(
                        failures ->
                            connection
                                .preparedQuery(ENDED)
                                .execute(values.addValue(new JsonArray(failures.all()))))
                    .map(rows -> rows.size() == 1));
  }

  private static FailureMessage ended(FailureMessage failures, RowSet<Row> left) {
    List<String> named = left.stream().map(row -> row.getString("out_left")).toList();
    long all = left.size() == 0 ? 0 : left.iterator().next().getLong("of_all");
    return failures.ended(named, all - named.size());
  }

  public static FailureMessage failures(Row job) {
    return new FailureMessage(JobRows.failures((JsonArray) job.getJson("failures")));
  }
}
