package io.longshore.engine;

import static io.longshore.engine.TaskRows.LIVE;

import io.longshore.config.WorkerConfig;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Takes tasks, keeps them, and says how far their jobs are. */
final class LeaseStore {

  // Whose turn it is: an account's next task comes after as many turns as tasks of it are running,
  // so that a backlog of one stands before nobody else. "waiting" goes from one account and type to
  // the next by a probe each, "first" looks at the head of each queue, with some to spare for other
  // replicas that claim at the same moment. clock_timestamp() stands in a sub-select so that the
  // index can be searched by it; the lock is taken one by one, so that no more than LIMIT are.
  // "held" is asked for row by row: as a join, and with statistics of a smaller table, it was once
  // planned to read all jobs.
  static final String CLAIM =
      """
      WITH RECURSIVE running AS MATERIALIZED (
        SELECT t.account, t.type, count(*) AS tasks FROM task t WHERE t.state = 'RUNNING' GROUP BY t.account, t.type),
      waiting AS (
        (SELECT t.account, t.type FROM task t WHERE t.state = 'QUEUED' ORDER BY t.account, t.type LIMIT 1)
        UNION ALL
        SELECT n.account, n.type FROM waiting w CROSS JOIN LATERAL (
          SELECT t.account, t.type FROM task t
           WHERE t.state = 'QUEUED' AND (t.account, t.type) > (w.account, w.type)
           ORDER BY t.account, t.type LIMIT 1) n),
      first AS (
        SELECT c.*, w.account, w.type FROM waiting w CROSS JOIN LATERAL (
          SELECT t.job, t.seq, t.run_at FROM task t
           WHERE t.state = 'QUEUED' AND t.account = w.account AND t.type = w.type
             AND t.run_at <= (SELECT clock_timestamp())
             AND NOT (SELECT j.held FROM job j WHERE j.id = t.job)
           ORDER BY t.run_at LIMIT $2::bigint + 4 + (SELECT 200 / count(*) FROM waiting)) c
         WHERE w.type = ANY($1::text[])),
      turns AS (
        SELECT f.job, f.seq, f.run_at, f.type,
               row_number() OVER (PARTITION BY f.account ORDER BY f.run_at)
                 + coalesce((SELECT sum(r.tasks) FROM running r WHERE r.account = f.account), 0) AS turn
          FROM first f),
      allowed AS (
        SELECT u.job, u.seq, u.turn, u.run_at,
               row_number() OVER (PARTITION BY u.type ORDER BY u.turn, u.run_at)
                 + coalesce((SELECT sum(r.tasks) FROM running r WHERE r.type = u.type), 0) AS of_type
          FROM turns u WHERE $6::bigint = 0 OR u.turn <= $6::bigint),
      due AS MATERIALIZED (
        SELECT l.job, l.seq, l.phase
          FROM (SELECT a.job, a.seq FROM allowed a WHERE $7::bigint = 0 OR a.of_type <= $7::bigint
                 ORDER BY a.turn, a.run_at) a
         CROSS JOIN LATERAL (
          SELECT t.job, t.seq, j.phase FROM task t JOIN job j ON j.id = t.job
           WHERE t.job = a.job AND t.seq = a.seq AND t.state = 'QUEUED'
             FOR UPDATE OF t SKIP LOCKED) l
         LIMIT $2)
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
  private final WorkerConfig config;

  /**
   * @param owner names this start of this process, for people who read the table
   */
  LeaseStore(Postgres postgres, JobTypes types, String owner, WorkerConfig config) {
    this.postgres = postgres;
    this.types = types;
    this.owner = owner;
    this.config = config;
  }

  /** For the commit that may follow a piece. */
  NextLease next() {
    return new NextLease(UUID.randomUUID(), owner, leaseMillis());
  }

  private long leaseMillis() {
    return config.lease().toMillis();
  }

  /** The same under leases of any id. */
  Future<List<Claim>> claim(int tasks) {
    return claim(tasks, UUID.randomUUID());
  }

  /** Takes up to that many tasks that are due, of the types that this process knows. */
  Future<List<Claim>> claim(int tasks, UUID leaseId) {
    Tuple values =
        Tuple.of(types.names(), tasks, leaseId, owner)
            .addValue(leaseMillis())
            .addValue(config.perAccount())
            .addValue(config.perType());
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
        .execute(TaskRows.fence(held).addValue(leaseMillis()))
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
