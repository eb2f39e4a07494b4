package io.longshore.engine.batch;

import io.longshore.job.JobId;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Locks a job's row, which every transition that depends on other tasks of the job does first. */
public final class JobLockStore {

  private static final String LOCK = "SELECT id FROM job WHERE id = $1 FOR UPDATE";

  /**
   * Does not wait for jobs that are locked, so that they delay no others, and so that it cannot
   * deadlock with statements that lock several jobs. The statements that follow do not wait for
   * long either. The parameter is in a sub-select so that the plan does not depend on its length,
   * and is made once.
   */
  private static final String LOCK_FREE =
      """
      SELECT j.id, (SELECT set_config('lock_timeout', '100', true)) FROM job j
       WHERE j.id = ANY((SELECT $1::uuid[])::uuid[])
         FOR UPDATE OF j SKIP LOCKED""";

  private JobLockStore() {}

  /** Runs the statements in a transaction that has locked the job. */
  public static <T> Future<T> locked(
      Postgres postgres, JobId job, Function<Transaction, Future<T>> statements) {
    return postgres
        .work()
        .withTransaction(
            connection -> {
              Transaction tx = new Transaction(connection);
              return lock(tx, job).compose(locked -> statements.apply(tx));
            });
  }

  public static Future<Void> lock(Transaction tx, JobId job) {
    return tx.connection().preparedQuery(LOCK).execute(Tuple.of(job.value())).mapEmpty();
  }

  /**
   * Runs the statements in a transaction that has locked those of the jobs that nobody else has
   * locked.
   */
  public static <T> Future<T> lockedFree(
      Postgres postgres,
      List<JobId> jobs,
      BiFunction<Transaction, Set<JobId>, Future<T>> statements) {
    return postgres
        .work()
        .withTransaction(
            connection -> {
              Transaction tx = new Transaction(connection);
              return lockFree(tx, jobs).compose(locked -> statements.apply(tx, locked));
            });
  }

  private static Future<Set<JobId>> lockFree(Transaction tx, List<JobId> jobs) {
    UUID[] ids = jobs.stream().map(JobId::value).toArray(UUID[]::new);
    return tx.connection()
        .preparedQuery(LOCK_FREE)
        .execute(Tuple.tuple().addValue(ids))
        .map(
            rows ->
                rows.stream().map(row -> new JobId(row.getUUID("id"))).collect(Collectors.toSet()));
  }
}
