package io.longshore.engine.load;

import static io.longshore.engine.store.TaskRows.LIVE;
import static io.longshore.engine.store.TaskRows.WANTED;

import io.longshore.engine.store.RefusalRows;
import io.longshore.engine.store.TaskRows;
import io.longshore.engine.transition.CommitStore;
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

/** Records the loads of imports, and runs the transaction that makes their rows visible. */
public final class ImportPublicationStore {

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

  private static final String LEASED =
      """
      SELECT 1 FROM task t
       WHERE %s
         AND %s"""
          .formatted(LIVE, WANTED);

  /** A shared lock: the statements that end or take the lease wait until the load has committed. */
  private static final String FENCE =
      """
      SELECT 1 FROM task
       WHERE job = ? AND seq = ? AND epoch = ? AND lease_id = ? AND load = ?
         AND state = 'RUNNING' AND lease_until > clock_timestamp()
         FOR SHARE""";

  private static final String LOCK = "SELECT id FROM job WHERE id = $1 FOR UPDATE";

  private static final String ADD_REFUSALS =
      """
      UPDATE task t SET rows_failed = $5, refusals = $6
       WHERE %s
         AND t.kind = 'COMMIT'"""
          .formatted(LIVE);

  /**
   * A publication may have to wait until another one has ended, so the lock time-out is only a
   * little shorter than that of a statement. It is shorter so that the failure names the lock.
   *
   * <p>Plans are made for any values, because those of an import are often new: a table that
   * autovacuum is working on cannot be analysed, and for a container that the statistics do not
   * know the planner would expect one row and join all rows with all others. Citus cannot: it
   * chooses the shards by the values.
   */
  private static final String SETTINGS =
      """
      SELECT set_config('statement_timeout', $1, true), set_config('lock_timeout', $2, true),
             set_config('plan_cache_mode',
                        case when exists (select 1 from pg_extension where extname = 'citus')
                             then 'auto' else 'force_generic_plan' end, true)""";

  /** A plan that an earlier publication made on this connection may be one for few rows. */
  private static final String FORGET_PLANS = "DISCARD PLANS";

  private final Postgres postgres;
  private final CommitStore commits;

  public ImportPublicationStore(Postgres postgres, CommitStore commits) {
    this.postgres = postgres;
    this.commits = commits;
  }

  /** The load that an earlier attempt at the task has recorded. */
  public Future<Optional<UUID>> ofTask(Lease lease) {
    return postgres
        .work()
        .preparedQuery(OF_TASK)
        .execute(Tuple.of(lease.job().value(), lease.seq()))
        .map(rows -> rows.stream().findFirst().map(row -> row.getUUID("load")));
  }

  /** The fence for the transactions that commit rows of this load. */
  public static Outputs.Fence fence(Lease lease, UUID load) {
    return new Outputs.Fence(
        FENCE, List.of(lease.job().value(), lease.seq(), lease.epoch(), lease.id(), load));
  }

  /**
   * Records the load of this attempt before it writes rows.
   *
   * @return false if the lease was lost or the job is ending
   */
  public Future<Boolean> begin(Lease lease, UUID load) {
    return postgres
        .work()
        .preparedQuery(BEGIN)
        .execute(TaskRows.fence(lease).addValue(load))
        .map(written -> written.rowCount() == 1);
  }

  /**
   * Publishes the rows and ends the job in one transaction. The job is locked only at the end, so
   * that a cancel does not wait for a long publication; the publication is rolled back then.
   *
   * @return false if the lease was lost or the job is ending
   */
  public Future<Boolean> publish(ImportJobType type, Task commit) {
    Job job = commit.job();
    return postgres
        .patient()
        .withTransaction(
            connection -> {
              Transaction tx = new Transaction(connection);
              return set(tx, type.publishTimeout())
                  .compose(set -> requireLease(tx, commit.lease()))
                  .compose(leased -> loads(tx, job.id()))
                  .compose(loads -> type.publishAndCount(tx, job, loads))
                  .compose(result -> addRefusals(tx, commit.lease(), result))
                  .compose(added -> renewStatistics(tx, type, job.id()))
                  .compose(published -> commits.succeed(tx, commit))
                  .compose(succeeded -> succeeded ? Future.succeededFuture(true) : refused());
            })
        .recover(
            failure ->
                failure instanceof Refused
                    ? Future.succeededFuture(false)
                    : Future.failedFuture(failure));
  }

  private static Future<Void> set(Transaction tx, Duration longest) {
    return tx.connection()
        .preparedQuery(SETTINGS)
        .execute(
            Tuple.of(Long.toString(longest.toMillis()), Long.toString(longest.toMillis() * 9 / 10)))
        .compose(done -> tx.connection().query(FORGET_PLANS).execute())
        .mapEmpty();
  }

  private static Future<Void> renewStatistics(Transaction tx, ImportJobType type, JobId job) {
    return type.filledTables().isEmpty()
        ? Future.succeededFuture()
        : tx.connection()
            .preparedQuery(ROWS)
            .execute(Tuple.of(job.value()))
            .map(found -> found.iterator().next().getLong("rows"))
            .compose(
                rows ->
                    type.loadsAreAnalysed()
                        ? Statistics.updateWritten(tx, type.filledTables(), rows)
                        : Statistics.update(tx, type.filledTables(), rows));
  }

  private static Future<Boolean> requireLease(Transaction tx, Lease lease) {
    return tx.connection()
        .preparedQuery(LEASED)
        .execute(TaskRows.fence(lease))
        .compose(rows -> rows.size() == 1 ? Future.succeededFuture(true) : refused());
  }

  private static Future<List<UUID>> loads(Transaction tx, JobId job) {
    return tx.connection()
        .preparedQuery(OF_JOB)
        .execute(Tuple.of(job.value()))
        .map(rows -> rows.stream().map(row -> row.getUUID("load")).toList());
  }

  /** Adds the rows that the publication refused. The job is locked first, as for a transition. */
  private static Future<Void> addRefusals(Transaction tx, Lease lease, Outcome.Done result) {
    if (result.rowsFailed() == 0 && result.refusals().isEmpty()) {
      return Future.succeededFuture();
    }
    Tuple values =
        TaskRows.fence(lease)
            .addValue(result.rowsFailed())
            .addValue(RefusalRows.rows(result.refusals()));
    return tx.connection()
        .preparedQuery(LOCK)
        .execute(Tuple.of(lease.job().value()))
        .compose(locked -> tx.connection().preparedQuery(ADD_REFUSALS).execute(values))
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
