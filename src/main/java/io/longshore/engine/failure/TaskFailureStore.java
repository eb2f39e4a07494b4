package io.longshore.engine.failure;

import static io.longshore.engine.store.TaskRows.LIVE;

import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.commit.RollbackStore;
import io.longshore.engine.lease.ExpiredLease;
import io.longshore.engine.store.TaskRows;
import io.longshore.job.JobId;
import io.longshore.job.Lease;
import io.longshore.job.Phase;
import io.longshore.job.Task;
import io.longshore.job.TaskKind;
import io.longshore.store.Postgres;
import io.longshore.store.StorableText;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How tasks end without a result, and how their jobs fail, wait, and are undone. */
public final class TaskFailureStore {

  private static final int LONGEST_REASON = 1000;
  private static final String CUT_OFF = "The worker was cut off from the database";

  private static final String LOCK =
      "SELECT type, phase, failures FROM job WHERE id = $1 FOR UPDATE";

  private static final String OVERDUE =
      """
      (t.job = $1 AND t.seq = $2 AND t.epoch = $3 AND t.lease_id = $4
               AND t.state = 'RUNNING' AND t.lease_until < clock_timestamp())""";

  // True for a lease whose holder gives it up, whether or not it ran out meanwhile.
  private static final String HELD =
      """
      (t.job = $1 AND t.seq = $2 AND t.epoch = $3 AND t.lease_id = $4
               AND t.state = 'RUNNING')""";

  private static final String END =
      """
      UPDATE task t
         SET state = $5, reason = coalesce($6, t.reason),
             run_at = clock_timestamp() + $7::bigint * interval '1 millisecond',
             attempts = greatest(t.attempts - $8, 0),
             outages = t.outages + $9,
             troubled_since = CASE WHEN $9 = 0 THEN t.troubled_since
                                   ELSE coalesce(t.troubled_since, clock_timestamp()) END,
             lease_id = NULL, lease_owner = NULL, lease_until = NULL
       WHERE %s""";

  private static final String OUTLASTED =
      """
      SELECT t.outages + 1 AS tries FROM task t
       WHERE %s
         AND t.outages + 1 >= t.max_attempts
         AND t.troubled_since < clock_timestamp() - $5::bigint * interval '1 millisecond'"""
          .formatted(LIVE);

  private static final String FAIL_JOB =
      """
      WITH failing AS (
        UPDATE job j
           SET phase = 'FAILING', word = $2, changed_at = clock_timestamp()
         WHERE j.id = $1 AND j.finished_at IS NULL AND j.phase NOT IN ('FAILING', 'CANCELLING')
        RETURNING j.id),
      dropped AS (
        UPDATE task t SET state = 'CANCELLED' FROM failing
         WHERE t.job = failing.id AND t.state = 'QUEUED' AND t.kind <> 'COMMIT')
      INSERT INTO job_event (job, word, phase)
      SELECT j.id, $2, 'FAILING' FROM job j, failing WHERE j.id = failing.id AND j.word <> $2""";

  private static final String SAY =
      "UPDATE job j SET failures = $2::jsonb WHERE j.id = $1 AND j.phase = ANY($3::text[])";

  private static final String WAIT =
      """
      WITH waiting AS (
        UPDATE job j SET phase = 'WAITING', word = $2, changed_at = clock_timestamp()
         WHERE j.id = $1 AND j.phase IN ('STARTING', 'WORKING')
           AND NOT EXISTS (SELECT 1 FROM task t WHERE t.job = $1
                              AND (t.state = 'RUNNING'
                                   OR t.state = 'QUEUED' AND t.run_at <= clock_timestamp()))
        RETURNING j.id)
      INSERT INTO job_event (job, word, phase)
      SELECT j.id, $2, 'WAITING' FROM job j, waiting WHERE j.id = waiting.id AND j.word <> $2""";

  private final Postgres postgres;
  private final JobTypeRegistry types;

  public TaskFailureStore(Postgres postgres, JobTypeRegistry types) {
    this.postgres = postgres;
    this.types = types;
  }

  /** Ends a held task without a result; false when the lease was lost. */
  public Future<Boolean> end(Task task, Disposition ending, String reason, Duration delay) {
    return end(task.lease(), task.kind(), LIVE, ending, reason, delay);
  }

  /**
   * Whether outages have lasted longer than anybody should wait.
   *
   * @return how often the task was tried meanwhile, if so
   */
  public Future<Optional<Integer>> outlasted(Task task, Duration patience) {
    return postgres
        .work()
        .preparedQuery(OUTLASTED)
        .execute(TaskRows.fence(task.lease()).addValue(patience.toMillis()))
        .map(rows -> rows.stream().findFirst().map(row -> row.getInteger("tries")));
  }

  /** Takes away an expired lease; false when it was renewed or taken away meanwhile. */
  public Future<Boolean> expire(
      ExpiredLease expired, Disposition ending, String reason, Duration delay) {
    return end(expired.lease(), expired.kind(), OVERDUE, ending, reason, delay);
  }

  /** Hands back, uncharged, what an outage kept its holder from working on. */
  public Future<Boolean> excuse(ExpiredLease held) {
    return end(held.lease(), held.kind(), HELD, Disposition.POSTPONE, CUT_OFF, Duration.ZERO);
  }

  private Future<Boolean> end(
      Lease lease, TaskKind kind, String guard, Disposition ending, String reason, Duration delay) {
    return postgres
        .work()
        .withTransaction(
            connection -> {
              Transaction tx = new Transaction(connection);
              return lock(tx, lease.job())
                  .compose(
                      job ->
                          connection
                              .preparedQuery(END.formatted(guard))
                              .execute(values(lease, kind, job, ending, reason, delay))
                              .map(ended -> ended.rowCount() == 1)
                              .compose(
                                  mine ->
                                      mine
                                          ? settle(tx, lease.job(), kind, job, ending, reason)
                                              .map(true)
                                          : Future.succeededFuture(false)));
            });
  }

  private static Tuple values(
      Lease lease, TaskKind kind, Row job, Disposition ending, String reason, Duration delay) {
    return TaskRows.fence(lease)
        .addValue(ending.taskState(kind, TaskRows.phase(job)))
        .addValue(bounded(reason))
        .addValue(delay.toMillis())
        .addValue(ending.refunds() ? 1 : 0)
        .addValue(ending == Disposition.POSTPONE ? 1 : 0);
  }

  /** What the end of a task means for its job. */
  private Future<Void> settle(
      Transaction tx, JobId id, TaskKind kind, Row job, Disposition ending, String reason) {
    String type = job.getString("type");
    boolean wasEnding = Disposition.isEnding(TaskRows.phase(job));
    boolean later = ending == Disposition.RETRY || ending == Disposition.POSTPONE;
    FailureMessage failures = RollbackStore.failures(job);
    if (wasEnding && kind == TaskKind.COMMIT && later) {
      // The clean-up itself, which waits for its next attempt.
      return say(tx, id, failures.inTrouble(bounded(reason)), Phase.FAILING, Phase.CANCELLING);
    }
    if (ending != Disposition.FAIL) {
      return wasEnding
          ? RollbackStore.queue(tx, id)
          : run(tx, WAIT, Tuple.of(id.value(), types.word(type, Phase.WAITING)));
    }
    return run(tx, FAIL_JOB, Tuple.of(id.value(), types.word(type, Phase.FAILING)))
        .compose(failing -> say(tx, id, failures.with(List.of(bounded(reason))), Phase.FAILING))
        .compose(added -> RollbackStore.queue(tx, id));
  }

  private static Future<Row> lock(Transaction tx, JobId job) {
    return tx.connection()
        .preparedQuery(LOCK)
        .execute(Tuple.of(job.value()))
        .map(rows -> rows.iterator().next());
  }

  private static Future<Void> run(Transaction tx, String statement, Tuple values) {
    return tx.connection().preparedQuery(statement).execute(values).mapEmpty();
  }

  private static Future<Void> say(Transaction tx, JobId job, FailureMessage all, Phase... in) {
    String[] phases = Stream.of(in).map(Phase::name).toArray(String[]::new);
    return run(tx, SAY, Tuple.of(job.value(), new JsonArray(all.all()), phases));
  }

  public static String bounded(String reason) {
    return reason == null ? null : StorableText.of(reason, LONGEST_REASON);
  }
}
