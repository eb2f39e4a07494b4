package io.longshore.store;

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
 * The driver's pool, but every future that it gives has an end: when its connection is gone, or has
 * been silent for too long, also when the driver does not say so. The driver loses a statement, for
 * one, that fails with a SQLSTATE which it takes for the end of the connection (57P01, 57P05,
 * 25P03) and whose connection stays.
 */
final class BoundedPool implements Pool, StatementContext {

  private final Vertx vertx;
  private final Pool pool;
  private final Duration longest;

  /**
   * @param longest how long the driver may take for one answer, or for a connection
   */
  BoundedPool(Vertx vertx, Pool pool, Duration longest) {
    this.vertx = vertx;
    this.pool = pool;
    this.longest = longest;
  }

  @Override
  public Future<SqlConnection> getConnection() {
    return connection().map(connection -> connection);
  }

  private Future<BoundedConnection> connection() {
    Promise<BoundedConnection> got = Promise.promise();
    long timer =
        vertx.setTimer(longest.toMillis(), late -> got.tryFail(noAnswer("connection", longest)));
    pool.getConnection()
        .onComplete(
            answer -> {
              vertx.cancelTimer(timer);
              if (answer.failed()) {
                got.tryFail(told(answer.cause()));
              } else if (!got.tryComplete(new BoundedConnection(vertx, answer.result(), longest))) {
                answer.result().close();
              }
            });
    return got.future();
  }

  private static Throwable told(Throwable failure) {
    return "Timeout".equals(failure.getMessage())
        ? new VertxException("Timeout waiting for connection", true)
        : failure;
  }

  @Override
  public <T> Future<T> ask(Function<SqlConnection, Future<T>> call) {
    return connection()
        .compose(connection -> connection.ask(call).onComplete(answered -> connection.close()));
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

  /** What throws is rolled back like what fails. */
  @Override
  public <T> Future<T> withTransaction(Function<SqlConnection, Future<T>> function) {
    return Pool.super.withTransaction(
        connection -> Future.succeededFuture().compose(begun -> function.apply(connection)));
  }

  @Override
  public int size() {
    return pool.size();
  }

  @Override
  public Future<Void> close() {
    return pool.close();
  }

  /** An outage, as when the connection breaks. */
  static IOException noAnswer(String what, Duration longest) {
    return new IOException(
        "No answer of the database within " + longest.toSeconds() + " s: " + what);
  }
}
