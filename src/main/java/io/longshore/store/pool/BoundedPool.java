package io.longshore.store.pool;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PrepareOptions;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;

/**
 * Wraps the driver's pool so that every future completes: it fails when its connection is lost or
 * after a time-out. The driver may never complete a statement, for example if it fails with a
 * SQLSTATE that normally closes the connection (57P01, 57P05, 25P03) but the connection stays open.
 */
public final class BoundedPool implements Pool, StatementContext {

  private final Vertx vertx;
  private final Pool pool;
  private final Duration timeout;

  /**
   * @param timeout for one response of the driver, or for a connection
   */
  public BoundedPool(Vertx vertx, Pool pool, Duration timeout) {
    this.vertx = vertx;
    this.pool = pool;
    this.timeout = timeout;
  }

  @Override
  public Future<SqlConnection> getConnection() {
    return connection().map(connection -> connection);
  }

  private Future<BoundedConnection> connection() {
    Promise<BoundedConnection> connected = Promise.promise();
    long timer =
        vertx.setTimer(
            timeout.toMillis(), late -> connected.tryFail(noAnswer("connection", timeout)));
    pool.getConnection()
        .onComplete(
            result -> {
              vertx.cancelTimer(timer);
              if (result.failed()) {
                connected.tryFail(translated(result.cause()));
              } else if (!connected.tryComplete(
                  new BoundedConnection(vertx, result.result(), timeout))) {
                result.result().close();
              }
            });
    return connected.future();
  }

  private static Throwable translated(Throwable failure) {
    return "Timeout".equals(failure.getMessage())
        ? new VertxException("Timeout waiting for connection", true)
        : failure;
  }

  @Override
  public <T> Future<T> run(Function<SqlConnection, Future<T>> call) {
    return connection()
        .compose(connection -> connection.run(call).onComplete(done -> connection.close()));
  }

  @Override
  public Query<RowSet<Row>> query(String sql) {
    return new BoundedQuery<>(this, connection -> connection.query(sql));
  }

  @Override
  public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
    return new BoundedQuery<>(this, connection -> connection.preparedQuery(sql));
  }

  @Override
  public PreparedQuery<RowSet<Row>> preparedQuery(String sql, PrepareOptions options) {
    return new BoundedQuery<>(this, connection -> connection.preparedQuery(sql, options));
  }

  /** Rolls back also if the function throws. */
  @Override
  public <T> Future<T> withTransaction(Function<SqlConnection, Future<T>> function) {
    return Pool.super.withTransaction(
        connection -> Future.succeededFuture().compose(started -> function.apply(connection)));
  }

  @Override
  public int size() {
    return pool.size();
  }

  @Override
  public Future<Void> close() {
    return pool.close();
  }

  /** The failure after a time-out; it counts as an outage, like a broken connection. */
  static IOException noAnswer(String what, Duration timeout) {
    return new IOException(
        "No response of the database within " + timeout.toSeconds() + " s: " + what);
  }
}
