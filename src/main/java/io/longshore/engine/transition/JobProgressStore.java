package io.longshore.engine.transition;

import static io.longshore.engine.store.TaskRows.EACH_LIVE;

import io.longshore.async.BatchOutcome;
import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.batch.JobLockStore;
import io.longshore.engine.batch.TransitionBatches;
import io.longshore.engine.store.TaskRows;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.longshore.job.Lease;
import io.longshore.job.Phase;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/** Moves jobs between the phases before COMMITTING. */
public final class JobProgressStore {

  // From any place on the path to its end. An event is recorded for each step that changes the
  // status. Returns the leases whose jobs can be moved, and whether they were: not if another
  // transaction has locked the job.
  @Performs(job = {JobTransition.START, JobTransition.WORK})
  static final String MOVE =
      """
      WITH live AS MATERIALIZED (
        SELECT e.nth, e.job
          FROM unnest(%s) WITH ORDINALITY AS e(job, seq, epoch, lease, nth)
         WHERE EXISTS (SELECT 1 FROM task t WHERE %s OFFSET 0)),
      me AS MATERIALIZED (
        SELECT j.id, j.word, j.phase FROM live JOIN job j ON j.id = live.job
         WHERE j.phase = ANY((SELECT $5::text[])::text[])
           FOR UPDATE OF j SKIP LOCKED),
      moved AS (
        UPDATE job j SET state = $6, phase = $7, word = $8, changed_at = clock_timestamp()
          FROM me WHERE j.id = me.id),
      told AS (
        INSERT INTO job_event (job, word, phase)
        SELECT s.id, s.word, s.phase
          FROM (SELECT me.id, p.word, p.phase, p.place,
                       lag(p.word, 1, me.word) OVER (PARTITION BY me.id ORDER BY p.place) AS before
                  FROM me, unnest((SELECT $9::text[]), (SELECT $10::text[]))
                           WITH ORDINALITY AS p(phase, word, place)
                 WHERE p.place > CASE me.phase WHEN 'CREATED' THEN 0
                                 ELSE coalesce(array_position($9::text[], me.phase),
                                               cardinality($9::text[]) - 1) END) s
         WHERE s.word <> s.before
         ORDER BY s.id, s.place)
      SELECT live.nth, me.id IS NOT NULL AS moved
        FROM live JOIN job j ON j.id = live.job LEFT JOIN me ON me.id = live.job
       WHERE me.id IS NOT NULL OR j.phase = ANY($5::text[])"""
          .formatted(TaskRows.FENCES, EACH_LIVE);

  @Performs(job = JobTransition.WAIT)
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
  private final TransitionBatches<Move, Lease, Boolean> batches =
      new TransitionBatches<>("moves", Lease::job, new Moves());

  public JobProgressStore(Postgres postgres, JobTypeRegistry types) {
    this.postgres = postgres;
    this.types = types;
  }

  /** Records that a worker has the job's first task and starts to work on it. */
  public Future<Boolean> start(Lease lease, String type) {
    return move(lease, type, JobTransition.START);
  }

  /** Records that rows are processed, and the phases before it if necessary. */
  public Future<Boolean> work(Lease lease, String type) {
    return move(lease, type, JobTransition.WORK);
  }

  /** Moves the job to WAITING if none of its tasks is running or due. */
  Future<Void> waitForRetry(Transaction tx, JobId id, String type) {
    return tx.connection()
        .preparedQuery(WAIT)
        .execute(Tuple.of(id.value(), types.word(type, Phase.WAITING)))
        .mapEmpty();
  }

  private Future<Boolean> move(Lease lease, String type, JobTransition transition) {
    return batches.perform(new Move(type, transition), lease);
  }

  /** Where jobs of a type are moved. */
  private record Move(String type, JobTransition transition) {}

  private final class Moves implements TransitionBatches.Statement<Move, Lease, Boolean> {

    @Override
    public Future<List<BatchOutcome<Boolean>>> together(Move to, List<Lease> leases) {
      return postgres
          .work()
          .preparedQuery(MOVE)
          .execute(values(to, leases))
          .map(rows -> outcomes(leases.size(), rows));
    }

    @Override
    public Future<Boolean> alone(Move to, Lease lease) {
      return JobLockStore.locked(
              postgres,
              lease.job(),
              tx -> tx.connection().preparedQuery(MOVE).execute(values(to, List.of(lease))))
          .map(rows -> rows.stream().anyMatch(row -> row.getBoolean("moved")));
    }
  }

  private static List<BatchOutcome<Boolean>> outcomes(int leases, RowSet<Row> rows) {
    List<BatchOutcome<Boolean>> all =
        new ArrayList<>(Collections.nCopies(leases, BatchOutcome.done(false)));
    rows.forEach(
        row ->
            all.set(
                row.getLong("nth").intValue() - 1,
                row.getBoolean("moved") ? BatchOutcome.done(true) : BatchOutcome.alone()));
    return all;
  }

  private Tuple values(Move to, List<Lease> leases) {
    JobTransition transition = to.transition();
    Phase end = transition.to().orElseThrow();
    List<Phase> path = transition.path();
    return TaskRows.fences(leases)
        .addValue(texts(transition.from(), Phase::name))
        .addValue(JobState.RUNNING.name())
        .addValue(end.name())
        .addValue(types.word(to.type(), end))
        .addValue(texts(path, Phase::name))
        .addValue(texts(path, phase -> types.word(to.type(), phase)));
  }

  private static String[] texts(Collection<Phase> phases, Function<Phase, String> text) {
    return phases.stream().map(text).toArray(String[]::new);
  }
}
