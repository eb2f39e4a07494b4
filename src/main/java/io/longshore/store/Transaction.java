package io.longshore.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/**
 * An open transaction, passed from one Store to another so that both write in it. {@link
 * Postgres#transact} opens and ends it.
 *
 * @param connection for Stores only
 */
public record Transaction(SqlConnection connection) {

  /** Executes a prepared statement in the transaction. */
  public Future<RowSet<Row>> execute(String sql, Tuple values) {
    return connection.preparedQuery(sql).execute(values);
  }

  /** Executes a prepared statement without parameters in the transaction. */
  public Future<RowSet<Row>> execute(String sql) {
    return connection.preparedQuery(sql).execute();
  }
}
