package io.longshore.engine.lease;

import static io.longshore.engine.store.TaskRows.LIVE;
import static io.longshore.job.Phase.CLAIMED;
import static io.longshore.job.Phase.CREATED;
import static io.longshore.job.Phase.STARTING;
import static io.longshore.job.Phase.WAITING;
import static io.longshore.job.Phase.WORKING;

import io.longshore.config.WorkerConfig;
import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.store.JobRows;
import io.longshore.engine.store.TaskRows;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Takes tasks, keeps them, and says how far their jobs are. */
public final class LeaseStore {

  // Whose turn it is: an account's next task comes after as many turns as tasks of it are running,
  // so that a backlog of one stands before nobody else. "waiting" goes from one account and type to
  // the next by a probe each, "heads" takes a look at each queue, and only the queues whose heads
  // come first can hold a task whose turn it is: "first" looks into those, with some to spare for
  // other replicas that claim at the same moment. clock_timestamp() stands in a sub-select so that
  // the index can be searched by it; the lock is taken one by one, so that no more than LIMIT are.
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
      heads AS (
        SELECT w.account, w.type, h.run_at,
               coalesce((SELECT sum(r.tasks) FROM running r WHERE r.account = w.account), 0) AS tasks
          FROM waiting w CROSS JOIN LATERAL (
          SELECT t.run_at FROM task t
           WHERE t.state = 'QUEUED' AND t.account = w.account AND t.type = w.type
             AND t.run_at <= (SELECT clock_timestamp())
             AND NOT (SELECT j.held FROM job j WHERE j.id = t.job)
           ORDER BY t.run_at LIMIT 1) h
         WHERE w.type = ANY($1::text[])),
      near AS MATERIALIZED (
        SELECT p.account, p.type
          FROM (SELECT h.account, h.type,
                       row_number() OVER (PARTITION BY h.type ORDER BY h.tasks, h.run_at) AS place
                  FROM heads h WHERE $6::bigint = 0 OR h.tasks < $6::bigint) p
         WHERE p.place <= $2::bigint + 4),
      first AS (
        SELECT c.*, n.account, n.type FROM near n CROSS JOIN LATERAL (
          SELECT t.job, t.seq, t.run_at FROM task t
           WHERE t.state = 'QUEUED' AND t.account = n.account AND t.type = n.type
             AND t.run_at <= (SELECT clock_timestamp())
             AND NOT (SELECT j.held FROM job j WHERE j.id = t.job)
           ORDER BY t.run_at LIMIT $2::bigint + 4 + (SELECT 8 * $2::bigint / count(*) FROM near)) c),
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
      RETURNING due.phase,\s"""
          + TaskRows.CLAIMED;

  private static final String JOBS = JobRows.JOB + " WHERE j.id = ANY($1::uuid[])";

  private static final String HEARTBEAT =
      """
      UPDATE task t SET lease_until = clock_timestamp() + $5::bigint * interval '1 millisecond'
        FROM job j
       WHERE j.id = t.job AND %s
      RETURNING j.phase"""
          .formatted(LIVE);

  // From wherever on the path the job is, to the path's end; each step that changes the word is
  // told.
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

  private final Postgres postgres;
  private final JobTypeRegistry types;
  private final String owner;
  private final WorkerConfig config;

  /**
   * @param owner names this start of this process, for people who read the table
   */
  public LeaseStore(Postgres postgres, JobTypeRegistry types, String owner, WorkerConfig config) {
    this.postgres = postgres;
    this.types = types;
    this.owner = owner;
    this.config = config;
  }

  /** For the commit that may follow a piece. */
  public LeaseRequest next() {
    return new LeaseRequest(UUID.randomUUID(), owner, leaseMillis());
  }

  private long leaseMillis() {
    return config.lease().toMillis();
  }

  /** The same under leases of any id. */
  public Future<List<ClaimedTask>> claim(int tasks) {
    return claim(tasks, UUID.randomUUID());
  }

  /** Takes up to that many tasks that are due, of the types that this process knows. */
  public Future<List<ClaimedTask>> claim(int tasks, UUID leaseId) {
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
  public Future<Optional<Phase>> heartbeat(Lease held) {
    return postgres
        .work()
        .preparedQuery(HEARTBEAT)
        .execute(TaskRows.fence(held).addValue(leaseMillis()))
        .map(rows -> rows.stream().map(TaskRows::phase).findFirst());
  }

  /** A worker has the job's first task, and begins to work on it. */
  public Future<Boolean> starting(Lease held, String type) {
    return move(held, type, List.of(CREATED), List.of(CLAIMED, STARTING));
  }

  /** Rows move, if need be at once. */
  public Future<Boolean> working(Lease held, String type) {
    return move(held, type, List.of(CREATED, WAITING), List.of(CLAIMED, STARTING, WORKING));
  }

  /**
   * @param from where the job may be, apart from the path before its end
   */
  private Future<Boolean> move(Lease held, String type, List<Phase> from, List<Phase> path) {
    Phase to = path.get(path.size() - 1);
    List<Phase> before = path.subList(0, path.size() - 1);
    Tuple values =
        TaskRows.fence(held)
            .addValue(texts(Stream.concat(from.stream(), before.stream()), Phase::name))
            .addValue(JobState.RUNNING.name())
            .addValue(to.name())
            .addValue(types.word(type, to))
            .addValue(texts(path.stream(), Phase::name))
            .addValue(texts(path.stream(), phase -> types.word(type, phase)));
    return postgres.work().preparedQuery(MOVE).execute(values).map(rows -> rows.size() == 1);
  }

  private static String[] texts(Stream<Phase> phases, Function<Phase, String> text) {
    return phases.map(text).toArray(String[]::new);
  }

  private Future<List<ClaimedTask>> withJobs(RowSet<Row> tasks) {
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
