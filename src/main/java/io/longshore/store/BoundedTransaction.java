package io.longshore.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Transaction;

/**
 * A transaction of a {@link BoundedConnection}.
 *
 * @param begun the driver's
 */
record BoundedTransaction(StatementContext asking, Transaction begun) implements Transaction {

  @Override
  public Future<Void> commit() {
    return asking.ask(driver -> begun.commit());
  }

  @Override
  public Future<Void> rollback() {
    return asking.ask(driver -> begun.rollback());
  }

  @Override
  public Future<Void> completion() {
    return begun.completion();
  }
}
