package io.longshore.store.pool;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.DatabaseException;
import io.vertx.sqlclient.PrepareOptions;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.spi.DatabaseMetadata;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A connection of a {@link BoundedPool}. After it is lost, or after a statement without a response
 * for too long, all its statements fail. It is returned to the pool when the driver has completed
 * all statements.
 */
final class BoundedConnection implements SqlConnection, StatementContext {

  /**
   * Time for the driver to fail statements with its own errors, which are more specific, and for
   * the pool to notice that the connection is lost before the connection is returned.
   */
  private static final long DRIVER_GRACE_MILLIS = 50;

  private static final String NOT_ACTIVE = "Connection is not active now";

  private final Vertx vertx;
  private final SqlConnection connection;
  private final Duration timeout;
  private final Set<OpenStatement<?>> open = ConcurrentHashMap.newKeySet();
  private final Promise<Void> closed = Promise.promise();
  private volatile boolean closing;
  private volatile boolean lost;
  private volatile Throwable firstFailure;
  private volatile Throwable terminalFailure;
  private Handler<Throwable> exceptionHandler = failure -> {};
  private Handler<Void> closeHandler = closed -> {};

  BoundedConnection(Vertx vertx, SqlConnection connection, Duration timeout) {
    this.vertx = vertx;
    this.connection = connection;
    this.timeout = timeout;
    connection.exceptionHandler(
        failure -> {
          recordFailure(failure);
          exceptionHandler.handle(failure);
        });
    connection.closeHandler(
        closed -> {
          lost = true;
          vertx.setTimer(DRIVER_GRACE_MILLIS, later -> failAll());
          closeHandler.handle(closed);
        });
  }

  /** A statement without a response. */
  private static final class OpenStatement<T> {

    private final Promise<T> promise = Promise.promise();
    private final Context context;

    OpenStatement(Context context) {
      this.context = context;
    }

    void complete(AsyncResult<T> result, Function<Throwable, Throwable> translation) {
      if (result.succeeded()) {
        promise.tryComplete(result.result());
      } else {
        promise.tryFail(translation.apply(result.cause()));
      }
    }

    /** Fails on the caller's context. */
    void fail(Throwable cause) {
      context.runOnContext(there -> promise.tryFail(cause));
    }
  }

  @Override
  public <T> Future<T> run(Function<SqlConnection, Future<T>> call) {
    if (terminalFailure != null) {
      return Future.failedFuture(terminalFailure);
    }
    OpenStatement<T> statement = new OpenStatement<>(vertx.getOrCreateContext());
    open.add(statement);
    long timer = vertx.setTimer(timeout.toMillis(), late -> timeOut());
    Future.<Void>succeededFuture()
        .compose(now -> call.apply(connection))
        .onComplete(
            result -> {
              vertx.cancelTimer(timer);
              if (result.succeeded() || result.cause() instanceof DatabaseException) {
                open.remove(statement);
              } else {
                vertx.setTimer(DRIVER_GRACE_MILLIS, later -> removeOpen(statement));
              }
              statement.complete(result, this::translated);
              release();
            });
    if (terminalFailure != null) {
      statement.fail(terminalFailure);
    }
    return statement.promise.future();
  }

  private void removeOpen(OpenStatement<?> statement) {
    open.remove(statement);
    release();
  }

  /** The driver reports a lost connection also by an exception without a specific type. */
  private Throwable translated(Throwable failure) {
    boolean closed = lost || Objects.toString(failure.getMessage()).startsWith(NOT_ACTIVE);
    return closed && failure.getClass() == VertxException.class
        ? ClosedConnectionException.INSTANCE
        : failure;
  }

  private void timeOut() {
    recordFailure(BoundedPool.noAnswer("statement", timeout));
    failAll();
  }

  /** Keeps the first failure, for the driver may report others that follow from it. */
  private void recordFailure(Throwable failure) {
    if (firstFailure == null) {
      firstFailure = failure;
    }
  }

  private void failAll() {
    terminalFailure = firstFailure == null ? ClosedConnectionException.INSTANCE : firstFailure;
    open.forEach(statement -> statement.fail(terminalFailure));
  }

  /** Returns the connection to the pool as soon as no statement is open. */
  private void release() {
    if (closing && open.isEmpty()) {
      connection.close().onComplete(done -> closed.tryComplete());
    }
  }

  @Override
  public Future<Void> close() {
    closing = true;
    release();
    return closed.future();
  }

  @Override
  public Query<RowSet<Row>> query(String sql) {
    return new BoundedQuery<>(this, driver -> driver.query(sql));
  }

  @Override
  public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
    return new BoundedQuery<>(this, driver -> driver.preparedQuery(sql));
  }

  @Override
  public PreparedQuery<RowSet<Row>> preparedQuery(String sql, PrepareOptions options) {
    return new BoundedQuery<>(this, driver -> driver.preparedQuery(sql, options));
  }

  @Override
  public Future<PreparedStatement> prepare(String sql) {
    return this.<PreparedStatement>run(
        driver -> driver.prepare(sql).map(prepared -> new BoundedStatement(this, prepared)));
  }

  @Override
  public Future<PreparedStatement> prepare(String sql, PrepareOptions options) {
    return this.<PreparedStatement>run(
        driver ->
            driver.prepare(sql, options).map(prepared -> new BoundedStatement(this, prepared)));
  }

  @Override
  public Future<Transaction> begin() {
    return this.<Transaction>run(
        driver -> driver.begin().map(transaction -> new BoundedTransaction(this, transaction)));
  }

  @Override
  public Transaction transaction() {
    return new BoundedTransaction(this, connection.transaction());
  }

  @Override
  public SqlConnection exceptionHandler(Handler<Throwable> handler) {
    exceptionHandler = handler;
    return this;
  }

  @Override
  public SqlConnection closeHandler(Handler<Void> handler) {
    closeHandler = handler;
    return this;
  }

  @Override
  public boolean isSSL() {
    return connection.isSSL();
  }

  @Override
  public DatabaseMetadata databaseMetadata() {
    return connection.databaseMetadata();
  }
}
