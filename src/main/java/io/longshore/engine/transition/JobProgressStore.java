package io.longshore.engine.transition;

import static io.longshore.engine.store.TaskRows.LIVE;

import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.store.TaskRows;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.longshore.job.Lease;
import io.longshore.job.Phase;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** Moves jobs between the phases before COMMITTING. */
public final class JobProgressStore {

  // From any place on the path to its end. An event is recorded for each step that changes the
  // status.
  @Performs(job = {JobTransition.START, JobTransition.WORK})
  private static final String MOVE =
      """
      WITH me AS MATERIALIZED (
        SELECT j.id, j.word, j.phase FROM job j
         WHERE j.id = $1 AND j.phase = ANY($5::text[])
           AND EXISTS (SELECT 1 FROM task t WHERE %s)
           FOR UPDATE),
      moved AS (
        UPDATE job j SET state = $6, phase = $7, word = $8, changed_at = clock_timestamp()
          FROM me WHERE j.id = me.id),
      told AS (
        INSERT INTO job_event (job, word, phase)
        SELECT s.id, s.word, s.phase
          FROM (SELECT me.id, p.word, p.phase, p.place,
                       lag(p.word, 1, me.word) OVER (ORDER BY p.place) AS before
                  FROM me, unnest($9::text[], $10::text[]) WITH ORDINALITY AS p(phase, word, place)
                 WHERE p.place > CASE me.phase WHEN 'CREATED' THEN 0
                                 ELSE coalesce(array_position($9::text[], me.phase),
                                               cardinality($9::text[]) - 1) END) s
         WHERE s.word <> s.before
         ORDER BY s.place)
      SELECT id FROM me"""
          .formatted(LIVE);

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
    Phase to = transition.to().orElseThrow();
    List<Phase> path = transition.path();
    Tuple values =
        TaskRows.fence(lease)
            .addValue(texts(transition.from(), Phase::name))
            .addValue(JobState.RUNNING.name())
            .addValue(to.name())
            .addValue(types.word(type, to))
            .addValue(texts(path, Phase::name))
            .addValue(texts(path, phase -> types.word(type, phase)));
    return postgres.work().preparedQuery(MOVE).execute(values).map(rows -> rows.size() == 1);
  }

  private static String[] texts(Collection<Phase> phases, Function<Phase, String> text) {
    return phases.stream().map(text).toArray(String[]::new);
  }
}
