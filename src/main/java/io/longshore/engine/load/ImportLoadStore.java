package io.longshore.engine.load;

import static io.longshore.engine.store.TaskRows.LIVE;
import static io.longshore.engine.store.TaskRows.WANTED;

import io.longshore.engine.store.RefusalRows;
import io.longshore.engine.store.TaskRows;
import io.longshore.engine.store.TaskStore;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.Lease;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.longshore.job.Task;
import io.longshore.store.Postgres;
import io.longshore.store.Statistics;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Under which names imports load, and the one transaction that makes their rows visible. */
public final class ImportLoadStore {

  private static final String OF_TASK = "SELECT load FROM task WHERE job = $1 AND seq = $2";

  private static final String OF_JOB =
      """
      SELECT load FROM task WHERE job = $1 AND kind = 'PIECE' AND load IS NOT NULL ORDER BY seq""";

  private static final String ROWS =
      "SELECT coalesce(sum(rows), 0)::bigint AS rows FROM task WHERE job = $1";

  private static final String BEGIN =
      """
      UPDATE task t SET load = $5, rows = 0
       WHERE %s
         AND %s"""
          .formatted(LIVE, WANTED);

  private static final String STILL_MINE =
      """
      SELECT 1 FROM task t
       WHERE %s
         AND %s"""
          .formatted(LIVE, WANTED);

  /**
   * Shared: a sweep or a claim, which change the row, wait for the few milliseconds of a commit.
   */
  private static final String FENCE =
      """
      SELECT 1 FROM task
       WHERE job = ? AND seq = ? AND epoch = ? AND lease_id = ? AND load = ?
         AND state = 'RUNNING' AND lease_until > clock_timestamp()
         FOR SHARE""";

  private static final String LOCK = "SELECT id FROM job WHERE id = $1 FOR UPDATE";

  private static final String TELL =
      """
      UPDATE task t SET rows_failed = $5, refusals = $6
       WHERE %s
         AND t.kind = 'COMMIT'"""
          .formatted(LIVE);

  /**
   * A switch may have to wait for the whole of another one, so a lock may be waited for almost as
   * long as a statement may take: that it could not be had is told as what it is.
   */
  private static final String PATIENCE =
      """
      SELECT set_config('statement_timeout', $1, true), set_config('lock_timeout', $2, true)""";

  private final Postgres postgres;
  private final TaskStore tasks;

  public ImportLoadStore(Postgres postgres, TaskStore tasks) {
    this.postgres = postgres;
    this.tasks = tasks;
  }

  /** The name under which an earlier attempt at the task may have loaded. */
  public Future<Optional<UUID>> ofTask(Lease held) {
    return postgres
        .work()
        .preparedQuery(OF_TASK)
        .execute(Tuple.of(held.job().value(), held.seq()))
        .map(rows -> rows.stream().findFirst().map(row -> row.getUUID("load")));
  }

  /** What lets a load of that name be committed. */
  public static Outputs.Fence fence(Lease held, UUID load) {
    return new Outputs.Fence(
        FENCE, List.of(held.job().value(), held.seq(), held.epoch(), held.id(), load));
  }

  /** This attempt is about to load. False when the lease was lost or the job is ending. */
  public Future<Boolean> begin(Lease held, UUID load) {
    return postgres
        .work()
        .preparedQuery(BEGIN)
        .execute(TaskRows.fence(held).addValue(load))
        .map(written -> written.rowCount() == 1);
  }

  /**
   * The switch and the end of the job, or neither. The job is not locked before its end, so that a
   * cancel need not wait for a long switch: it wins, and the switch is rolled back.
   *
   * @return false when the lease was lost or the job is ending
   */
  public Future<Boolean> switchIn(ImportJobType type, Task task) {
    Job job = task.job();
    return postgres
        .patient()
        .withTransaction(
            connection -> {
              Transaction tx = new Transaction(connection);
              return patience(tx, type.switchTimeout())
                  .compose(set -> stillMine(tx, task.lease()))
                  .compose(mine -> loads(tx, job.id()))
                  .compose(loads -> type.switchInAndTell(tx, job, loads))
                  .compose(made -> tell(tx, task.lease(), made))
                  .compose(told -> renewStatistics(tx, type, job.id()))
                  .compose(switched -> tasks.succeed(tx, task))
                  .compose(succeeded -> succeeded ? Future.succeededFuture(true) : refused());
            })
        .recover(
            failure ->
                failure instanceof Refused
                    ? Future.succeededFuture(false)
                    : Future.failedFuture(failure));
  }

  private static Future<Void> patience(Transaction tx, Duration longest) {
    return tx.connection()
        .preparedQuery(PATIENCE)
        .execute(
            Tuple.of(Long.toString(longest.toMillis()), Long.toString(longest.toMillis() * 9 / 10)))
        .mapEmpty();
  }

  private static Future<Void> renewStatistics(Transaction tx, ImportJobType type, JobId job) {
    return type.filled().isEmpty()
        ? Future.succeededFuture()
        : tx.connection()
            .preparedQuery(ROWS)
            .execute(Tuple.of(job.value()))
            .map(found -> found.iterator().next().getLong("rows"))
            .compose(rows -> Statistics.update(tx, type.filled(), rows));
  }

  private static Future<Boolean> stillMine(Transaction tx, Lease held) {
    return tx.connection()
        .preparedQuery(STILL_MINE)
        .execute(TaskRows.fence(held))
        .compose(rows -> rows.size() == 1 ? Future.succeededFuture(true) : refused());
  }

  private static Future<List<UUID>> loads(Transaction tx, JobId job) {
    return tx.connection()
        .preparedQuery(OF_JOB)
        .execute(Tuple.of(job.value()))
        .map(rows -> rows.stream().map(row -> row.getUUID("load")).toList());
  }

  /** What the switch refused, before it succeeds; the job is locked first, as in every move. */
  private static Future<Void> tell(Transaction tx, Lease held, Outcome.Done made) {
    if (made.rowsFailed() == 0 && made.refusals().isEmpty()) {
      return Future.succeededFuture();
    }
    Tuple values =
        TaskRows.fence(held)
            .addValue(made.rowsFailed())
            .addValue(RefusalRows.rows(made.refusals()));
    return tx.connection()
        .preparedQuery(LOCK)
        .execute(Tuple.of(held.job().value()))
        .compose(locked -> tx.connection().preparedQuery(TELL).execute(values))
        .mapEmpty();
  }

  private static <T> Future<T> refused() {
    return Future.failedFuture(new Refused());
  }

  /** Rolls the transaction back. */
  private static final class Refused extends RuntimeException {

    Refused() {
      super("The lease is lost or the job is ending", null, false, false);
    }
  }
}
