package io.longshore.engine.transition;

import io.longshore.config.WorkerConfig;
import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.lease.KnownQueues;
import io.longshore.engine.store.JobRows;
import io.longshore.engine.store.TaskRows;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Claims tasks that are due. */
public final class ClaimStore {

  // Accounts take turns: the n-th due task of an account is ordered behind as many turns as the
  // account has running tasks, so that the backlog of one account delays no other. "waiting" goes
  // from one account and type to the next with one index probe each. "heads" reads the first task
  // of each queue. Only the queues whose heads come first can contain a task to claim; "first"
  // reads those, and some more tasks for replicas that claim at the same moment.
  // clock_timestamp() is in a sub-select so that the index can be searched by it. The rows are
  // locked one by one, so that not more than LIMIT are. "held" is queried row by row: as a join,
  // and with statistics from when the table was smaller, it was planned as a scan of all jobs.
  // While a transaction keeps an old snapshot, the indexes keep an entry for each task that has
  // been claimed since, and these are the first that a search finds. So a search of known queues
  // ($8 is false) starts in each of them behind the tasks that it has claimed before, and leases
  // that have expired are not counted.
  // Parameters are in sub-selects: a plan for their values would seem cheaper than the generic one,
  // and so the statement would be planned each time, which takes as long as its execution.
  @Performs(task = TaskTransition.CLAIM)
  public static final String CLAIM =
      """
      WITH RECURSIVE running AS MATERIALIZED (
        SELECT t.account, t.type, count(*) AS tasks FROM task t
         WHERE t.state = 'RUNNING' AND t.lease_until > (SELECT clock_timestamp())
         GROUP BY t.account, t.type),
      waiting AS (
        (SELECT t.account, t.type FROM task t
          WHERE (SELECT $8::boolean) AND t.state = 'QUEUED' ORDER BY t.account, t.type LIMIT 1)
        UNION ALL
        SELECT n.account, n.type FROM waiting w CROSS JOIN LATERAL (
          SELECT t.account, t.type FROM task t
           WHERE t.state = 'QUEUED' AND (t.account, t.type) > (w.account, w.type)
           ORDER BY t.account, t.type LIMIT 1) n),
      queues AS (
        SELECT w.account, w.type, '-infinity'::timestamptz AS since FROM waiting w
         WHERE w.type = ANY((SELECT $1::text[])::text[])
        UNION ALL
        SELECT k.account, k.type, k.since
          FROM unnest((SELECT $9::text[]), (SELECT $10::text[]),
                      (SELECT $11::timestamptz[])) AS k(account, type, since)),
      heads AS (
        SELECT w.account, w.type, w.since, h.run_at,
               coalesce((SELECT sum(r.tasks) FROM running r WHERE r.account = w.account), 0) AS tasks
          FROM queues w CROSS JOIN LATERAL (
          SELECT t.run_at FROM task t
           WHERE t.state = 'QUEUED' AND t.account = w.account AND t.type = w.type
             AND t.run_at >= w.since AND t.run_at <= (SELECT clock_timestamp())
             AND NOT (SELECT j.held FROM job j WHERE j.id = t.job)
           ORDER BY t.run_at LIMIT 1) h),
      near AS MATERIALIZED (
        SELECT p.account, p.type, p.since
          FROM (SELECT h.account, h.type, h.since,
                       row_number() OVER (PARTITION BY h.type ORDER BY h.tasks, h.run_at) AS place
                  FROM heads h WHERE (SELECT $6::bigint) = 0 OR h.tasks < (SELECT $6::bigint)) p
         WHERE p.place <= (SELECT $2::bigint) + 4),
      first AS (
        SELECT c.*, n.account, n.type FROM near n CROSS JOIN LATERAL (
          SELECT t.job, t.seq, t.run_at FROM task t
           WHERE t.state = 'QUEUED' AND t.account = n.account AND t.type = n.type
             AND t.run_at >= n.since AND t.run_at <= (SELECT clock_timestamp())
             AND NOT (SELECT j.held FROM job j WHERE j.id = t.job)
           ORDER BY t.run_at LIMIT (SELECT $2::bigint) + 4 + (SELECT 8 * (SELECT $2::bigint) / count(*) FROM near)) c),
      turns AS (
        SELECT f.job, f.seq, f.run_at, f.type,
               row_number() OVER (PARTITION BY f.account ORDER BY f.run_at)
                 + coalesce((SELECT sum(r.tasks) FROM running r WHERE r.account = f.account), 0) AS turn
          FROM first f),
      allowed AS (
        SELECT u.job, u.seq, u.turn, u.run_at,
               row_number() OVER (PARTITION BY u.type ORDER BY u.turn, u.run_at)
                 + coalesce((SELECT sum(r.tasks) FROM running r WHERE r.type = u.type), 0) AS of_type
          FROM turns u WHERE (SELECT $6::bigint) = 0 OR u.turn <= (SELECT $6::bigint)),
      due AS MATERIALIZED (
        SELECT l.job, l.seq, l.phase
          FROM (SELECT a.job, a.seq FROM allowed a WHERE (SELECT $7::bigint) = 0 OR a.of_type <= (SELECT $7::bigint)
                 ORDER BY a.turn, a.run_at) a
         CROSS JOIN LATERAL (
          SELECT t.job, t.seq, j.phase FROM task t JOIN job j ON j.id = t.job
           WHERE t.job = a.job AND t.seq = a.seq AND t.state = 'QUEUED'
             FOR UPDATE OF t SKIP LOCKED) l
         LIMIT (SELECT $2::bigint))
      UPDATE task t
         SET state = 'RUNNING', epoch = t.epoch + 1, attempts = t.attempts + 1,
             lease_id = $3, lease_owner = $4,
             lease_until = clock_timestamp() + $5::bigint * interval '1 millisecond',
             claimed_at = clock_timestamp(), ended_at = NULL,
             mark_at = clock_timestamp(), mark_rows = 0, pace = NULL,
             sent = NULL, mark_sent = 0, sent_pace = NULL
        FROM due
       WHERE t.job = due.job AND t.seq = due.seq
      RETURNING due.phase, t.account, t.type, t.run_at,\s"""
          + TaskRows.CLAIMED;

  private static final String JOBS = JobRows.JOB + " WHERE j.id = ANY((SELECT $1::uuid[])::uuid[])";

  private final Postgres postgres;
  private final JobTypeRegistry types;
  private final String owner;
  private final WorkerConfig config;
  private final KnownQueues queues = new KnownQueues();

  /**
   * @param owner identifies this run of this process to people who read the table
   */
  public ClaimStore(Postgres postgres, JobTypeRegistry types, String owner, WorkerConfig config) {
    this.postgres = postgres;
    this.types = types;
    this.owner = owner;
    this.config = config;
  }

  /** Like {@link #claim(int, UUID)}, with a lease id of its own. */
  public Future<List<ClaimedTask>> claim(int limit) {
    return claim(limit, UUID.randomUUID());
  }

  /**
   * Claims due tasks of the types that this process knows.
   *
   * @param limit the most tasks to claim
   * @param leaseId random; the id of the leases of all these tasks
   */
  public Future<List<ClaimedTask>> claim(int limit, UUID leaseId) {
    return claim(limit, leaseId, true);
  }

  /**
   * The same in the queues in which this store has claimed tasks before, behind those tasks. It
   * does not find tasks that are older than these, such as those of a job that was held, and other
   * queues.
   */
  public Future<List<ClaimedTask>> claimInKnownQueues(int limit, UUID leaseId) {
    return queues.isEmpty() ? Future.succeededFuture(List.of()) : claim(limit, leaseId, false);
  }

  private Future<List<ClaimedTask>> claim(int limit, UUID leaseId, boolean everywhere) {
    Tuple values =
        Tuple.of(types.names(), limit, leaseId, owner)
            .addValue(config.lease().toMillis())
            .addValue(config.perAccount())
            .addValue(config.perType())
            .addValue(everywhere)
            .addValue(everywhere ? new String[0] : queues.accounts())
            .addValue(everywhere ? new String[0] : queues.types())
            .addValue(everywhere ? new OffsetDateTime[0] : queues.lastDue());
    return postgres
        .work()
        .preparedQuery(CLAIM)
        .execute(values)
        .onSuccess(rows -> rows.forEach(this::remember))
        .compose(rows -> rows.size() == 0 ? Future.succeededFuture(List.of()) : withJobs(rows));
  }

  private void remember(Row task) {
    queues.claimed(
        task.getString("account"), task.getString("type"), task.getOffsetDateTime("run_at"));
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
