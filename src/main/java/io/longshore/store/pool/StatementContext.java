package io.longshore.store.pool;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.Function;

/** Runs statements on a connection of the driver; their futures complete whatever it does. */
public interface StatementContext {

  /**
   * @param call starts a statement on the driver's connection
   */
  <T> Future<T> run(Function<SqlConnection, Future<T>> call);
}
