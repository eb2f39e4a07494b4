package io.longshore.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.Function;

/** Where statements go, such that what is asked of a connection ends whatever its driver does. */
interface StatementContext {

  /**
   * @param call what is asked of the driver's connection
   */
  <T> Future<T> ask(Function<SqlConnection, Future<T>> call);
}
