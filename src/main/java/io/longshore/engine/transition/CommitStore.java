package io.longshore.engine.transition;

import static io.longshore.engine.store.TaskRows.EACH_LIVE;
import static io.longshore.engine.store.TaskRows.EACH_WANTED;
import static io.longshore.engine.store.TaskRows.LIVE;
import static io.longshore.engine.store.TaskRows.WANTED;

import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.batch.JobLockStore;
import io.longshore.engine.batch.TaskEnds;
import io.longshore.engine.output.OutputRow;
import io.longshore.engine.store.TaskRows;
import io.longshore.job.JobId;
import io.longshore.job.Phase;
import io.longshore.job.Task;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Records the result of a COMMIT: the job has succeeded, or some of its pieces run again. */
public final class CommitStore {

  @Performs(job = JobTransition.SUCCEED, task = TaskTransition.FINISH)
  static final String SUCCEED =
      """
      WITH mine AS (
        UPDATE task t
           SET state = 'DONE', reason = NULL, ended_at = clock_timestamp(),
               lease_id = NULL, lease_owner = NULL, lease_until = NULL
          FROM unnest(%s, $5::text[]) AS e(job, seq, epoch, lease, word)
         WHERE %s
           AND %s
           AND t.kind = 'COMMIT'
           AND NOT EXISTS (SELECT 1 FROM task o WHERE o.job = e.job
                              AND (o.kind = 'PIECE' AND o.state <> 'DONE'
                                   OR o.key IS NOT NULL AND o.out_state <> 'VISIBLE')
                            ORDER BY o.seq OFFSET 0)
        RETURNING t.job, e.word),
      done AS (
        UPDATE job j
           SET state = 'SUCCEEDED', phase = 'SUCCEEDED', word = mine.word,
               failures = (SELECT coalesce(jsonb_agg(r.reason ORDER BY r.seq, r.place), '[]')
                             FROM (SELECT o.seq, a.reason, a.place
                                     FROM task o, json_array_elements_text(o.refusals)
                                          WITH ORDINALITY AS a(reason, place)
                                    WHERE o.job = j.id
                                    ORDER BY o.seq, a.place LIMIT 100) r),
               changed_at = clock_timestamp(), finished_at = clock_timestamp()
          FROM mine WHERE j.id = mine.job AND j.state = 'COMMITTING'
        RETURNING j.id, mine.word),
      told AS (
        INSERT INTO job_event (job, word, phase)
        SELECT j.id, done.word, 'SUCCEEDED' FROM job j, done
         WHERE j.id = done.id AND j.word <> done.word)
      SELECT id FROM done"""
          .formatted(TaskRows.FENCES, EACH_LIVE, EACH_WANTED);

  @Performs(
      job = JobTransition.REDO,
      task = {TaskTransition.BLOCK, TaskTransition.REDO},
      output = OutputTransition.LOSE)
  private static final String REDO =
      """
      WITH mine AS (
        UPDATE task t
           SET state = 'BLOCKED', lease_id = NULL, lease_owner = NULL, lease_until = NULL
         WHERE %s
           AND %s
           AND t.kind = 'COMMIT'
           AND EXISTS (SELECT 1 FROM task o WHERE o.job = $1 AND o.kind = 'PIECE'
                          AND o.state = 'DONE' AND o.seq = ANY($5::integer[]))
        RETURNING t.job),
      again AS (
        UPDATE task o
           SET state = 'QUEUED', attempts = 0, outages = 0, troubled_since = NULL,
               run_at = clock_timestamp(), reason = $6,
               out_state = CASE WHEN o.key IS NULL THEN o.out_state ELSE 'REVOKING' END
          FROM mine
         WHERE o.job = mine.job AND o.seq = ANY($5::integer[]) AND o.kind = 'PIECE'),
      gone AS (
        UPDATE task o SET out_state = 'REVOKING'
          FROM mine
         WHERE o.job = mine.job AND o.seq = ANY($8::integer[]) AND o.kind = 'OBJECT'),
      back AS (
        UPDATE job j
           SET state = 'RUNNING', phase = 'WORKING', word = $7, changed_at = clock_timestamp()
          FROM mine WHERE j.id = mine.job),
      told AS (
        INSERT INTO job_event (job, word, phase, kind, task, detail)
        SELECT j.id, CASE k.kind WHEN 'STATUS' THEN $7 ELSE j.word END,
               CASE k.kind WHEN 'STATUS' THEN 'WORKING' ELSE j.phase END, k.kind, k.task, k.detail
          FROM job j JOIN mine ON j.id = mine.job
         CROSS JOIN (SELECT 0 AS place, 'PIECE_REDONE' AS kind, s.seq AS task, $6 AS detail
                       FROM unnest($5::integer[]) AS s(seq)
                     UNION ALL SELECT 1, 'STATUS', NULL, NULL) k
         WHERE CASE k.kind WHEN 'STATUS' THEN j.word <> $7 ELSE %s END
         ORDER BY k.place, k.task)
      SELECT job FROM mine"""
          .formatted(LIVE, WANTED, JobEventRows.HAS_ROOM);

  private final Postgres postgres;
  private final JobTypeRegistry types;
  private final TaskEnds<Task, Boolean> ends;

  public CommitStore(Postgres postgres, JobTypeRegistry types) {
    this.postgres = postgres;
    this.types = types;
    this.ends =
        new TaskEnds<>(postgres, "commits", commit -> commit.job().id(), this::succeedAll, false);
  }

  /**
   * Ends the job as SUCCEEDED.
   *
   * @return false if the lease was lost, the job is ending, or an output is not visible
   */
  public Future<Boolean> succeed(Task commit) {
    return ends.end(commit);
  }

  /** The same as the last statement of a transaction; roll it back if the result is false. */
  public Future<Boolean> succeed(Transaction tx, Task commit) {
    return JobLockStore.lock(tx, commit.lease().job())
        .compose(locked -> succeedAll(tx, List.of(commit)))
        .map(succeeded -> succeeded.containsKey(commit.lease().job()));
  }

  private Future<Map<JobId, Boolean>> succeedAll(Transaction tx, List<Task> commits) {
    String[] words =
        commits.stream()
            .map(commit -> types.word(commit.job().type(), Phase.SUCCEEDED))
            .toArray(String[]::new);
    Tuple values = TaskRows.fences(commits.stream().map(Task::lease).toList()).addValue(words);
    return tx.connection()
        .preparedQuery(SUCCEED)
        .execute(values)
        .map(
            rows ->
                rows.stream()
                    .collect(Collectors.toMap(row -> new JobId(row.getUUID("id")), row -> true)));
  }

  /**
   * Queues the pieces of lost outputs again; the commit is blocked until they are done.
   *
   * @param lost outputs whose sealed uploads are gone
   * @return false if the lease was lost or the job is ending
   */
  public Future<Boolean> redo(Task commit, List<OutputRow> lost, String reason) {
    Tuple values =
        TaskRows.fence(commit.lease())
            .addValue(lost.stream().map(OutputRow::pieceSeq).distinct().toArray(Integer[]::new))
            .addValue(reason)
            .addValue(types.word(commit.job().type(), Phase.WORKING))
            .addValue(lost.stream().map(OutputRow::seq).toArray(Integer[]::new));
    return JobLockStore.locked(
            postgres,
            commit.lease().job(),
            tx -> tx.connection().preparedQuery(REDO).execute(values))
        .map(rows -> rows.size() == 1);
  }
}
