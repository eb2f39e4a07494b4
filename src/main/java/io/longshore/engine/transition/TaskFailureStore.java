package io.longshore.engine.transition;

import static io.longshore.engine.store.TaskRows.LIVE;

import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.failure.Disposition;
import io.longshore.engine.failure.FailureMessage;
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

/** Ends attempts without a result: their tasks are queued again or fail, and so do their jobs. */
public final class TaskFailureStore {

  private static final int LONGEST_REASON = 1000;
  private static final String UNREACHABLE = "The worker could not reach the database";

  private static final String LOCK =
      "SELECT type, phase, failures FROM job WHERE id = $1 FOR UPDATE";

  private static final String EXPIRED =
      """
      (t.job = $1 AND t.seq = $2 AND t.epoch = $3 AND t.lease_id = $4
               AND t.state = 'RUNNING' AND t.lease_until < clock_timestamp())""";

  // The lease of a worker that releases it, whether or not it has expired meanwhile.
  private static final String RELEASED =
      """
      (t.job = $1 AND t.seq = $2 AND t.epoch = $3 AND t.lease_id = $4
               AND t.state = 'RUNNING')""";

  private static final String END =
      """
      WITH ended AS (
        UPDATE task t
           SET state = $5, reason = coalesce($6, t.reason),
               run_at = clock_timestamp() + $7::bigint * interval '1 millisecond',
               attempts = greatest(t.attempts - $8, 0),
               outages = t.outages + $9,
               troubled_since = CASE WHEN $9 = 0 THEN t.troubled_since
                                     ELSE coalesce(t.troubled_since, clock_timestamp()) END,
               lease_id = NULL, lease_owner = NULL, lease_until = NULL, ended_at = clock_timestamp()
          FROM task was
         WHERE was.job = t.job AND was.seq = t.seq AND %s
        RETURNING t.job, t.seq, t.epoch, t.claimed_at, was.lease_owner),
      told AS (
        INSERT INTO job_event (job, word, phase, kind, task, attempt, worker, since, detail)
        SELECT j.id, j.word, j.phase, $10, e.seq, e.epoch, e.lease_owner, e.claimed_at, $6
          FROM ended e JOIN job j ON j.id = e.job
         WHERE %s)
      SELECT job FROM ended""";

  @Performs(task = {TaskTransition.REQUEUE, TaskTransition.FAIL, TaskTransition.STOP})
  private static final String END_LIVE = END.formatted(LIVE, JobEventRows.HAS_ROOM);

  @Performs(task = {TaskTransition.REQUEUE, TaskTransition.FAIL, TaskTransition.STOP})
  private static final String END_EXPIRED = END.formatted(EXPIRED, JobEventRows.HAS_ROOM);

  @Performs(task = {TaskTransition.REQUEUE, TaskTransition.STOP})
  private static final String END_RELEASED = END.formatted(RELEASED, JobEventRows.HAS_ROOM);

  private static final String OUTLASTED =
      """
      SELECT t.outages + 1 AS tries FROM task t
       WHERE %s
         AND t.outages + 1 >= t.max_attempts
         AND t.troubled_since < clock_timestamp() - $5::bigint * interval '1 millisecond'"""
          .formatted(LIVE);

  @Performs(job = JobTransition.FAIL, task = TaskTransition.DROP)
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

  private static final String SET_FAILURES =
      "UPDATE job j SET failures = $2::jsonb WHERE j.id = $1 AND j.phase = ANY($3::text[])";

  private final Postgres postgres;
  private final JobTypeRegistry types;
  private final JobProgressStore progress;

  public TaskFailureStore(Postgres postgres, JobTypeRegistry types, JobProgressStore progress) {
    this.postgres = postgres;
    this.types = types;
    this.progress = progress;
  }

  /**
   * Ends the attempt of the lease's holder.
   *
   * @param delay until the task is due again
   * @return false if the lease was lost
   */
  public Future<Boolean> end(Task task, Disposition disposition, String reason, Duration delay) {
    return end(
        new Ending(
            task.lease(), task.kind(), disposition, reason, delay, JobEventKind.ofEnd(disposition)),
        END_LIVE);
  }

  /**
   * Whether outages have lasted longer than {@code patience} and have cost as many attempts as a
   * task has.
   *
   * @return the number of attempts, if so
   */
  public Future<Optional<Integer>> outlasted(Task task, Duration patience) {
    return postgres
        .work()
        .preparedQuery(OUTLASTED)
        .execute(TaskRows.fence(task.lease()).addValue(patience.toMillis()))
        .map(rows -> rows.stream().findFirst().map(row -> row.getInteger("tries")));
  }

  /**
   * Ends the attempt of an expired lease.
   *
   * @return false if the lease was renewed or ended meanwhile
   */
  public Future<Boolean> expire(
      ExpiredLease expired, Disposition disposition, String reason, Duration delay) {
    return end(
        new Ending(
            expired.lease(),
            expired.kind(),
            disposition,
            reason,
            delay,
            JobEventKind.LEASE_EXPIRED),
        END_EXPIRED);
  }

  /** Releases a lease late that an outage kept its holder from using; no attempt is charged. */
  public Future<Boolean> releaseLate(ExpiredLease lost) {
    return end(
        new Ending(
            lost.lease(),
            lost.kind(),
            Disposition.POSTPONE,
            UNREACHABLE,
            Duration.ZERO,
            JobEventKind.ATTEMPT_POSTPONED),
        END_RELEASED);
  }

  private record Ending(
      Lease lease,
      TaskKind kind,
      Disposition disposition,
      String reason,
      Duration delay,
      JobEventKind event) {

    Tuple values(Phase phase) {
      return TaskRows.fence(lease)
          .addValue(disposition.transition(kind, phase).to().orElseThrow().name())
          .addValue(bounded(reason))
          .addValue(delay.toMillis())
          .addValue(disposition.refunds() ? 1 : 0)
          .addValue(disposition == Disposition.POSTPONE ? 1 : 0)
          .addValue(event.name());
    }
  }

  private Future<Boolean> end(Ending ending, String statement) {
    return postgres
        .work()
        .withTransaction(
            connection -> {
              Transaction tx = new Transaction(connection);
              return lock(tx, ending.lease().job())
                  .compose(
                      job ->
                          connection
                              .preparedQuery(statement)
                              .execute(ending.values(TaskRows.phase(job)))
                              .compose(
                                  ended ->
                                      ended.size() == 1
                                          ? moveJob(tx, ending, job).map(true)
                                          : Future.succeededFuture(false)));
            });
  }

  /** Moves the job as the end of its task requires. */
  private Future<Void> moveJob(Transaction tx, Ending ending, Row job) {
    JobId id = ending.lease().job();
    String type = job.getString("type");
    Disposition disposition = ending.disposition();
    boolean wasEnding = Disposition.isEnding(TaskRows.phase(job));
    boolean isRetry = disposition == Disposition.RETRY || disposition == Disposition.POSTPONE;
    String reason = bounded(ending.reason());
    FailureMessage failures = RollbackStore.failures(job);
    if (wasEnding && ending.kind() == TaskKind.COMMIT && isRetry) {
      // The rollback itself waits for its next attempt.
      return setFailures(
          tx, id, failures.withRollbackProblem(reason), Phase.FAILING, Phase.CANCELLING);
    }
    if (disposition != Disposition.FAIL) {
      return wasEnding ? RollbackStore.queue(tx, id) : progress.waitForRetry(tx, id, type);
    }
    return run(tx, FAIL_JOB, Tuple.of(id.value(), types.word(type, Phase.FAILING)))
        .compose(failing -> setFailures(tx, id, failures.with(List.of(reason)), Phase.FAILING))
        .compose(set -> RollbackStore.queue(tx, id));
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

  private static Future<Void> setFailures(
      Transaction tx, JobId job, FailureMessage failures, Phase... in) {
    String[] phases = Stream.of(in).map(Phase::name).toArray(String[]::new);
    return run(tx, SET_FAILURES, Tuple.of(job.value(), new JsonArray(failures.all()), phases));
  }

  /** The reason without characters that cannot be stored, cut to the longest one that is kept. */
  public static String bounded(String reason) {
    return reason == null ? null : StorableText.of(reason, LONGEST_REASON);
  }
}
