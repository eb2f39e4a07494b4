package io.longshore.engine;

import static io.longshore.engine.TaskRows.LIVE;

import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.longshore.job.Lease;
import io.longshore.job.Phase;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Takes tasks, keeps them, and says how far their jobs are. */
final class LeaseStore {

  // The inner select is a MATERIALIZED CTE so that the planner cannot widen LIMIT by running it
  // again; clock_timestamp() stands in a sub-select so that the index can be searched by it.
  static final String CLAIM =
      """
      WITH due AS MATERIALIZED (
        SELECT t.job, t.seq, j.phase
          FROM task t JOIN job j ON j.id = t.job
         WHERE t.state = 'QUEUED' AND t.run_at <= (SELECT clock_timestamp())
           AND t.type = ANY($1::text[]) AND NOT j.held
         ORDER BY t.run_at
         LIMIT $2
           FOR UPDATE OF t SKIP LOCKED)
      UPDATE task t
         SET state = 'RUNNING', epoch = t.epoch + 1, attempts = t.attempts + 1,
             lease_id = $3, lease_owner = $4,
             lease_until = clock_timestamp() + $5::bigint * interval '1 millisecond'
        FROM due
       WHERE t.job = due.job AND t.seq = due.seq
      RETURNING t.*, due.phase""";

  private static final String JOBS = JobRows.JOB + " WHERE j.id = ANY($1::uuid[])";

  private static final String HEARTBEAT =
      """
      UPDATE task t SET lease_until = clock_timestamp() + $5::bigint * interval '1 millisecond'
        FROM job j
       WHERE j.id = t.job AND %s
      RETURNING j.phase"""
          .formatted(LIVE);

  private static final String MOVE =
      """
      WITH me AS MATERIALIZED (
        SELECT j.id, j.word FROM job j
         WHERE j.id = $1 AND j.phase = ANY($5::text[])
           AND EXISTS (SELECT 1 FROM task t WHERE %s)
           FOR UPDATE),
      moved AS (
        UPDATE job j SET state = $6, phase = $7, word = $8, changed_at = clock_timestamp()
          FROM me WHERE j.id = me.id),
      told AS (
        INSERT INTO job_event (job, word, phase) SELECT id, $8, $7 FROM me WHERE word <> $8)
      SELECT id FROM me"""
          .formatted(LIVE);

  private final Postgres postgres;
  private final JobTypes types;
  private final String owner;
  private final Duration lease;

  /**
   * @param owner names this start of this process, for people who read the table
   */
  LeaseStore(Postgres postgres, JobTypes types, String owner, Duration lease) {
    this.postgres = postgres;
    this.types = types;
    this.owner = owner;
    this.lease = lease;
  }

  String owner() {
    return owner;
  }

  long leaseMillis() {
    return lease.toMillis();
  }

  /** Takes up to that many tasks that are due, of the types that this process knows. */
  Future<List<Claim>> claim(int tasks) {
    Tuple values =
        Tuple.of(types.names(), tasks, UUID.randomUUID(), owner).addValue(lease.toMillis());
    return postgres
        .work()
        .preparedQuery(CLAIM)
        .execute(values)
        .compose(rows -> rows.size() == 0 ? Future.succeededFuture(List.of()) : withJobs(rows));
  }

  /** Renews a lease; empty when it was lost. Brings where the job is, so that a cancel is seen. */
  Future<Optional<Phase>> heartbeat(Lease held) {
    return postgres
        .work()
        .preparedQuery(HEARTBEAT)
        .execute(TaskRows.fence(held).addValue(lease.toMillis()))
        .map(rows -> rows.stream().map(TaskRows::phase).findFirst());
  }

  /** A worker has the job's first task. */
  Future<Boolean> claimed(Lease held, String type) {
    return move(held, type, JobState.QUEUED, Phase.CLAIMED, Phase.CREATED);
  }

  /** Work begins. */
  Future<Boolean> starting(Lease held, String type) {
    return move(held, type, JobState.RUNNING, Phase.STARTING, Phase.CLAIMED);
  }

  /** Rows move. */
  Future<Boolean> working(Lease held, String type) {
    return move(held, type, JobState.RUNNING, Phase.WORKING, Phase.STARTING, Phase.WAITING);
  }

  private Future<Boolean> move(Lease held, String type, JobState state, Phase to, Phase... from) {
    String[] phases = Arrays.stream(from).map(Phase::name).toArray(String[]::new);
    Tuple values =
        TaskRows.fence(held)
            .addValue(phases)
            .addValue(state.name())
            .addValue(to.name())
            .addValue(types.word(type, to));
    return postgres.work().preparedQuery(MOVE).execute(values).map(rows -> rows.size() == 1);
  }

  private Future<List<Claim>> withJobs(RowSet<Row> tasks) {
    UUID[] ids = tasks.stream().map(row -> row.getUUID("job")).distinct().toArray(UUID[]::new);
    return postgres
        .work()
        .preparedQuery(JOBS)
        .execute(Tuple.of(ids))
        .map(
            rows -> {
              Map<JobId, Job> jobs =
                  rows.stream()
                      .map(JobRows::job)
                      .collect(Collectors.toMap(Job::id, Function.identity()));
              return tasks.stream()
                  .filter(row -> jobs.containsKey(TaskRows.job(row))) // else deleted meanwhile
                  .map(row -> TaskRows.claim(row, jobs.get(TaskRows.job(row))))
                  .toList();
            });
  }
}
