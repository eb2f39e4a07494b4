package io.longshore.engine.transition;

import io.longshore.job.JobId;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.function.Function;

/** Locks a job's row, which every transition that depends on other tasks of the job does first. */
final class JobLockStore {

  private static final String LOCK = "SELECT id FROM job WHERE id = $1 FOR UPDATE";

  private JobLockStore() {}

  /** Runs the statements in a transaction that has locked the job. */
  static <T> Future<T> locked(
      Postgres postgres, JobId job, Function<Transaction, Future<T>> statements) {
    return postgres
        .work()
        .withTransaction(
            connection -> {
              Transaction tx = new Transaction(connection);
              return lock(tx, job).compose(locked -> statements.apply(tx));
            });
  }

  static Future<Void> lock(Transaction tx, JobId job) {
    return tx.connection().preparedQuery(LOCK).execute(Tuple.of(job.value())).mapEmpty();
  }
}
