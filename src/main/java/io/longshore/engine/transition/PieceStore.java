package io.longshore.engine.transition;

import static io.longshore.engine.store.TaskRows.EACH_LIVE;
import static io.longshore.engine.store.TaskRows.EACH_WANTED;

import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.batch.TaskEnds;
import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.lease.LeaseRequest;
import io.longshore.engine.store.RefusalRows;
import io.longshore.engine.store.TaskRows;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.Outcome;
import io.longshore.job.Phase;
import io.longshore.job.Task;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * Records the results of pieces. The job is locked first, so that of two pieces that end at the
 * same time the second sees the first.
 */
public final class PieceStore {

  @Performs(
      job = JobTransition.COMMIT,
      task = {TaskTransition.FINISH, TaskTransition.CLAIM_COMMIT},
      output = OutputTransition.DISCARD)
  public static final String PIECE_DONE =
      """
      WITH mine AS (
        UPDATE task t
           SET state = 'DONE', rows = e.rows, rows_failed = e.rows_failed,
               refusals = e.refusals::json, reason = NULL,
               lease_id = NULL, lease_owner = NULL, lease_until = NULL, ended_at = clock_timestamp(),
               role_arn = CASE WHEN t.out_state = 'SEALED' THEN t.role_arn END,
               bucket = CASE WHEN t.out_state = 'SEALED' THEN t.bucket END,
               key = CASE WHEN t.out_state = 'SEALED' THEN t.key END,
               content_type = CASE WHEN t.out_state = 'SEALED' THEN t.content_type END,
               out_state = CASE WHEN t.out_state = 'SEALED' THEN t.out_state ELSE 'NONE' END
          FROM unnest(%s, $5::bigint[], $6::bigint[], $7::text[], $8::boolean[], $9::text[],
                      $10::uuid[], $11::text[], $12::bigint[])
               AS e(job, seq, epoch, lease, rows, rows_failed, refusals, without_object, word,
                    next_id, owner, millis)
         WHERE %s
           AND %s
           AND t.kind = 'PIECE'
           AND (t.key IS NULL OR t.out_state = 'SEALED'
                OR e.without_object AND t.out_state IN ('NONE', 'REVOKED'))
           AND NOT EXISTS (SELECT 1 FROM task b WHERE b.job = e.job AND b.piece = e.seq
                              AND b.out_state NOT IN ('SEALED', 'VISIBLE')
                            ORDER BY b.seq OFFSET 0)
        RETURNING t.job, t.seq, t.epoch, t.claimed_at, t.rows, t.key, e.word, e.next_id, e.owner,
                  e.millis),
      ready AS (
        UPDATE job j
           SET state = 'COMMITTING', phase = 'COMMITTING', word = mine.word,
               changed_at = clock_timestamp()
          FROM mine
         WHERE j.id = mine.job
           AND NOT EXISTS (SELECT 1 FROM task o WHERE o.job = mine.job AND o.kind = 'PIECE'
                              AND o.seq <> mine.seq AND o.state <> 'DONE'
                            ORDER BY o.seq OFFSET 0)
        RETURNING j.id, mine.seq, mine.key, mine.word, mine.next_id, mine.owner, mine.millis),
      told AS (
        INSERT INTO job_event (job, word, phase, kind, task, attempt, worker, since, detail)
        SELECT v.job, v.word, v.phase, v.kind, v.task, v.attempt, v.worker, v.since, v.detail
          FROM (SELECT 0 AS place, j.id AS job, j.word, j.phase, 'ATTEMPT_DONE' AS kind,
                       mine.seq AS task, mine.epoch AS attempt, mine.owner AS worker,
                       mine.claimed_at AS since, mine.rows::text || ' rows' AS detail
                  FROM job j, mine WHERE j.id = mine.job AND %s
                UNION ALL
                SELECT 1, j.id, ready.word, 'COMMITTING', 'STATUS', NULL, NULL, NULL, NULL, NULL
                  FROM job j, ready WHERE j.id = ready.id AND j.word <> ready.word) v
         ORDER BY v.job, v.place),
      next AS (
        UPDATE task t
           SET state = 'RUNNING', epoch = t.epoch + 1, attempts = t.attempts + 1,
               lease_id = ready.next_id, lease_owner = ready.owner,
               lease_until = clock_timestamp() + ready.millis * interval '1 millisecond',
               claimed_at = clock_timestamp(), ended_at = NULL, mark_at = NULL
          FROM ready
         WHERE t.job = ready.id AND t.kind = 'COMMIT'
        RETURNING %s,
                  ready.key IS NOT NULL
                    OR EXISTS (SELECT 1 FROM task o WHERE o.job = t.job AND o.seq <> ready.seq
                                  AND o.key IS NOT NULL ORDER BY o.seq OFFSET 0) AS has_outputs)
      SELECT mine.job AS ended, next.*, 'COMMITTING' AS phase
        FROM mine LEFT JOIN next ON next.job = mine.job"""
          .formatted(
              TaskRows.FENCES,
              EACH_LIVE,
              EACH_WANTED,
              JobEventRows.isAmongFirst("mine.seq"),
              TaskRows.CLAIMED);

  private final JobTypeRegistry types;
  private final TaskEnds<PieceEnd, Optional<FinishedPiece>> ends;

  public PieceStore(Postgres postgres, JobTypeRegistry types) {
    this.types = types;
    this.ends =
        new TaskEnds<>(
            postgres, "pieces", end -> end.task().job().id(), this::finishAll, Optional.empty());
  }

  private record PieceEnd(
      Task task, Outcome.Done result, boolean withoutObject, LeaseRequest next) {

    String refusals() {
      return result.refusals().isEmpty() ? null : RefusalRows.rows(result.refusals()).encode();
    }
  }

  /**
   * A finished piece.
   *
   * @param commit the job's commit, claimed by this worker, if this was the last piece
   */
  public record FinishedPiece(Optional<ClaimedTask> commit) {}

  /**
   * Finishes a piece, together with pieces of other jobs that end at the same time. With the last
   * one of a job, the worker claims the job's commit. A piece that made no object has no
   * destination afterwards.
   *
   * @param withoutObject whether the piece may have made no object although it has a destination
   * @param next the lease on the commit, if this is the last piece
   * @return empty if the lease was lost or the job is ending
   */
  public Future<Optional<FinishedPiece>> finish(
      Task task, Outcome.Done result, boolean withoutObject, LeaseRequest next) {
    return ends.end(new PieceEnd(task, result, withoutObject, next));
  }

  private Future<Map<JobId, Optional<FinishedPiece>>> finishAll(
      Transaction tx, List<PieceEnd> ends) {
    Map<JobId, Job> jobs =
        ends.stream()
            .collect(Collectors.toMap(end -> end.task().job().id(), end -> end.task().job()));
    return tx.connection()
        .preparedQuery(PIECE_DONE)
        .execute(values(ends))
        .map(
            rows ->
                rows.stream()
                    .collect(
                        Collectors.toMap(
                            row -> new JobId(row.getUUID("ended")),
                            row -> Optional.of(finished(row, jobs)))));
  }

  private Tuple values(List<PieceEnd> ends) {
    return TaskRows.fences(ends.stream().map(end -> end.task().lease()).toList())
        .addValue(each(ends, end -> end.result().rows(), Long[]::new))
        .addValue(each(ends, end -> end.result().rowsFailed(), Long[]::new))
        .addValue(each(ends, PieceEnd::refusals, String[]::new))
        .addValue(each(ends, PieceEnd::withoutObject, Boolean[]::new))
        .addValue(
            each(ends, end -> types.word(end.task().job().type(), Phase.COMMITTING), String[]::new))
        .addValue(each(ends, end -> end.next().id(), UUID[]::new))
        .addValue(each(ends, end -> end.next().owner(), String[]::new))
        .addValue(each(ends, end -> end.next().millis(), Long[]::new));
  }

  private static <T> T[] each(
      List<PieceEnd> ends, Function<PieceEnd, T> value, IntFunction<T[]> array) {
    return ends.stream().map(value).toArray(array);
  }

  private static FinishedPiece finished(Row row, Map<JobId, Job> jobs) {
    if (row.getUUID("job") == null) {
      return new FinishedPiece(Optional.empty());
    }
    ClaimedTask commit = TaskRows.claim(row, jobs.get(TaskRows.job(row)));
    boolean hasOutputs = row.getBoolean("has_outputs");
    return new FinishedPiece(Optional.of(hasOutputs ? commit : commit.withoutOutputs()));
  }
}
