package io.longshore.engine.store;

import static io.longshore.engine.store.TaskRows.LIVE;
import static io.longshore.engine.store.TaskRows.WANTED;

import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.lease.LeaseRequest;
import io.longshore.engine.output.OutputRow;
import io.longshore.job.Job;
import io.longshore.job.Lease;
import io.longshore.job.Outcome;
import io.longshore.job.Phase;
import io.longshore.job.Piece;
import io.longshore.job.Task;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How tasks end well, and what that means for their job. Every move locks the job first and is one
 * statement after that, so two tasks that end at once see each other.
 */
public final class TaskStore {

  private static final String LOCK = "SELECT id FROM job WHERE id = $1 FOR UPDATE";

  public static final String PIECE_DONE =
      """
      WITH mine AS (
        UPDATE task t
           SET state = 'DONE', rows = $5, rows_failed = $10, refusals = $11, reason = NULL,
               lease_id = NULL, lease_owner = NULL, lease_until = NULL,
               role_arn = CASE WHEN t.out_state = 'SEALED' THEN t.role_arn END,
               bucket = CASE WHEN t.out_state = 'SEALED' THEN t.bucket END,
               key = CASE WHEN t.out_state = 'SEALED' THEN t.key END,
               content_type = CASE WHEN t.out_state = 'SEALED' THEN t.content_type END,
               out_state = CASE WHEN t.out_state = 'SEALED' THEN t.out_state ELSE 'NONE' END
         WHERE %s
           AND %s
           AND t.kind = 'PIECE'
           AND (t.key IS NULL OR t.out_state = 'SEALED'
                OR $12 AND t.out_state IN ('NONE', 'REVOKED'))
           AND NOT EXISTS (SELECT 1 FROM task b WHERE b.job = $1 AND b.piece = $2
                              AND b.out_state NOT IN ('SEALED', 'VISIBLE'))
        RETURNING t.job),
      ready AS (
        UPDATE job j
           SET state = 'COMMITTING', phase = 'COMMITTING', word = $6,
               changed_at = clock_timestamp()
          FROM mine
         WHERE j.id = mine.job
           AND NOT EXISTS (SELECT 1 FROM task o WHERE o.job = $1 AND o.kind = 'PIECE'
                              AND o.seq <> $2 AND o.state <> 'DONE')
        RETURNING j.id),
      told AS (
        INSERT INTO job_event (job, word, phase)
        SELECT j.id, $6, 'COMMITTING' FROM job j, ready WHERE j.id = ready.id AND j.word <> $6),
      next AS (
        UPDATE task t
           SET state = 'RUNNING', epoch = t.epoch + 1, attempts = t.attempts + 1,
               lease_id = $7, lease_owner = $8,
               lease_until = clock_timestamp() + $9::bigint * interval '1 millisecond'
          FROM ready
         WHERE t.job = ready.id AND t.kind = 'COMMIT'
        RETURNING %s)
      SELECT next.*, 'COMMITTING' AS phase FROM mine LEFT JOIN next ON true"""
          .formatted(LIVE, WANTED, TaskRows.CLAIMED);

  // A job that is planned by a task starts with its COMMIT at seq 0.
  private static final String MAKE_ROOM =
      """
      UPDATE task c SET seq = $5 FROM task t
       WHERE %s
         AND %s
         AND t.kind = 'PLAN' AND c.job = t.job AND c.kind = 'COMMIT'"""
          .formatted(LIVE, WANTED);

  private static final String PLANNED =
      """
      WITH mine AS (
        UPDATE task t
           SET state = 'DONE', lease_id = NULL, lease_owner = NULL, lease_until = NULL
         WHERE %s
        RETURNING t.job, t.type, t.account, t.max_attempts),
      counted AS (
        UPDATE job j SET pieces = $6, changed_at = clock_timestamp()
          FROM mine WHERE j.id = mine.job)
      INSERT INTO task (job, seq, kind, piece, type, account, state, spec, max_attempts,
                        role_arn, bucket, key, content_type, kms_key_arn)
      SELECT mine.job, p.seq, p.kind, p.piece, mine.type, mine.account, p.state, p.spec,
             mine.max_attempts, p.role_arn, p.bucket, p.key, p.content_type, p.kms_key_arn
        FROM mine, json_to_recordset($5::json) AS p(seq integer, kind text, piece integer,
             state text, spec json, role_arn text, bucket text, key text, content_type text,
             kms_key_arn text)"""
          .formatted(LIVE);

  // A plan without pieces has nothing left but its commit.
  private static final String COMMIT_EMPTY_PLAN =
      """
      WITH ready AS (
        UPDATE job j
           SET state = 'COMMITTING', phase = 'COMMITTING', word = $2,
               changed_at = clock_timestamp()
         WHERE j.id = $1 AND j.pieces = 0 AND j.phase = 'WORKING'
        RETURNING j.id),
      told AS (
        INSERT INTO job_event (job, word, phase)
        SELECT j.id, $2, 'COMMITTING' FROM job j, ready WHERE j.id = ready.id AND j.word <> $2)
      UPDATE task t SET state = 'QUEUED', run_at = clock_timestamp()
        FROM ready WHERE t.job = ready.id AND t.kind = 'COMMIT'""";

  private static final String SUCCEED =
      """
      WITH mine AS (
        UPDATE task t
           SET state = 'DONE', reason = NULL,
               lease_id = NULL, lease_owner = NULL, lease_until = NULL
         WHERE %s
           AND %s
           AND t.kind = 'COMMIT'
           AND NOT EXISTS (SELECT 1 FROM task o WHERE o.job = $1
                              AND (o.kind = 'PIECE' AND o.state <> 'DONE'
                                   OR o.key IS NOT NULL AND o.out_state <> 'VISIBLE'))
        RETURNING t.job),
      done AS (
        UPDATE job j
           SET state = 'SUCCEEDED', phase = 'SUCCEEDED', word = $5,
               failures = (SELECT coalesce(jsonb_agg(r.reason ORDER BY r.seq, r.place), '[]')
                             FROM (SELECT o.seq, a.reason, a.place
                                     FROM task o, json_array_elements_text(o.refusals)
                                          WITH ORDINALITY AS a(reason, place)
                                    WHERE o.job = $1
                                    ORDER BY o.seq, a.place LIMIT 100) r),
               changed_at = clock_timestamp(), finished_at = clock_timestamp()
          FROM mine WHERE j.id = mine.job AND j.state = 'COMMITTING'
        RETURNING j.id),
      told AS (
        INSERT INTO job_event (job, word, phase)
        SELECT j.id, $5, 'SUCCEEDED' FROM job j, done WHERE j.id = done.id AND j.word <> $5)
      SELECT id FROM done"""
          .formatted(LIVE, WANTED);

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
        INSERT INTO job_event (job, word, phase)
        SELECT j.id, $7, 'WORKING' FROM job j, mine WHERE j.id = mine.job AND j.word <> $7)
      SELECT job FROM mine"""
          .formatted(LIVE, WANTED);

  private final Postgres postgres;
  private final JobTypeRegistry types;

  public TaskStore(Postgres postgres, JobTypeRegistry types) {
    this.postgres = postgres;
    this.types = types;
  }

  /**
   * A piece is done; with the last one its worker gets the job's commit. A piece that made no
   * object has no destination from then on.
   *
   * @param without whether the piece may have made no object although it has a destination
   * @param next the lease on the commit, should this be the last piece
   * @return empty when the lease was lost or the job is ending
   */
  public Future<Optional<PieceDone>> pieceDone(
      Task task, Outcome.Done made, boolean without, LeaseRequest next) {
    Tuple values =
        TaskRows.fence(task.lease())
            .addValue(made.rows())
            .addValue(types.word(task.job().type(), Phase.COMMITTING))
            .addValue(next.id())
            .addValue(next.owner())
            .addValue(next.millis())
            .addValue(made.rowsFailed())
            .addValue(made.refusals().isEmpty() ? null : RefusalRows.rows(made.refusals()))
            .addValue(without);
    return locked(task.lease(), tx -> tx.connection().preparedQuery(PIECE_DONE).execute(values))
        .map(rowsBack -> rowsBack.stream().findFirst().map(row -> done(row, task.job())));
  }

  /** The plan's pieces are queued. False when the lease was lost or the job is ending. */
  public Future<Boolean> planned(Task task, List<Piece> pieces) {
    Lease held = task.lease();
    String word = types.word(task.job().type(), Phase.COMMITTING);
    JsonArray rows = JobRows.pieces(pieces);
    Tuple values = TaskRows.fence(held).addValue(rows).addValue(pieces.size());
    return locked(
        held,
        tx ->
            tx.connection()
                .preparedQuery(MAKE_ROOM)
                .execute(TaskRows.fence(held).addValue(rows.size()))
                .compose(room -> room.rowCount() == 1 ? insert(tx, held, values, word) : no()));
  }

  /** Everything is visible, and the database agrees. */
  public Future<Boolean> succeed(Task task) {
    return postgres
        .work()
        .withTransaction(connection -> succeed(new Transaction(connection), task));
  }

  /** The same as the last move of a transaction, which must be rolled back when this is false. */
  public Future<Boolean> succeed(Transaction tx, Task task) {
    String word = types.word(task.job().type(), Phase.SUCCEEDED);
    Tuple values = TaskRows.fence(task.lease()).addValue(word);
    return lock(tx, task.lease())
        .compose(locked -> tx.connection().preparedQuery(SUCCEED).execute(values))
        .map(rows -> rows.size() == 1);
  }

  /** Sealed uploads were found gone: their pieces run again, and the commit waits for them. */
  public Future<Boolean> redo(Task commit, List<OutputRow> gone, String reason) {
    Tuple values =
        TaskRows.fence(commit.lease())
            .addValue(gone.stream().map(OutputRow::pieceSeq).distinct().toArray(Integer[]::new))
            .addValue(reason)
            .addValue(types.word(commit.job().type(), Phase.WORKING))
            .addValue(gone.stream().map(OutputRow::seq).toArray(Integer[]::new));
    return locked(commit.lease(), tx -> tx.connection().preparedQuery(REDO).execute(values))
        .map(rows -> rows.size() == 1);
  }

  private <T> Future<T> locked(Lease held, Function<Transaction, Future<T>> move) {
    return postgres
        .work()
        .withTransaction(
            connection -> {
              Transaction tx = new Transaction(connection);
              return lock(tx, held).compose(locked -> move.apply(tx));
            });
  }

  private static Future<Void> lock(Transaction tx, Lease held) {
    return tx.connection().preparedQuery(LOCK).execute(Tuple.of(held.job().value())).mapEmpty();
  }

  private static Future<Boolean> insert(Transaction tx, Lease held, Tuple values, String word) {
    return tx.connection()
        .preparedQuery(PLANNED)
        .execute(values)
        .compose(
            queued ->
                tx.connection()
                    .preparedQuery(COMMIT_EMPTY_PLAN)
                    .execute(Tuple.of(held.job().value(), word)))
        .map(true);
  }

  private static Future<Boolean> no() {
    return Future.succeededFuture(false);
  }

  private static PieceDone done(Row row, Job job) {
    return row.getUUID("job") == null
        ? new PieceDone(Optional.empty())
        : new PieceDone(Optional.of(TaskRows.claim(row, job)));
  }

  /**
   * A piece's end.
   *
   * @param commit the job's commit, which this worker now holds, if this was the last piece
   */
  public record PieceDone(Optional<ClaimedTask> commit) {}
}
