package io.longshore.store.pool;

import io.vertx.core.Future;
import io.vertx.sqlclient.Transaction;

/**
 * A transaction of a {@link BoundedConnection}.
 *
 * @param transaction the driver's transaction
 */
record BoundedTransaction(StatementContext context, Transaction transaction)
    implements Transaction {

  @Override
  public Future<Void> commit() {
    return context.run(driver -> transaction.commit());
  }

  @Override
  public Future<Void> rollback() {
    return context.run(driver -> transaction.rollback());
  }

  @Override
  public Future<Void> completion() {
    return transaction.completion();
  }
}
