package io.longshore.store;

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
 * A connection of a {@link BoundedPool}. Once it is gone, or left a statement without an answer for
 * too long, all that is asked of it fails; it goes back to the pool only when the driver has
 * answered everything.
 */
final class BoundedConnection implements SqlConnection, StatementContext {

  /**
   * The driver's own words tell more than ours, so it has time to say them. And a statement fails
   * before the pool knows that its connection is gone, and would lend it on.
   */
  private static final long DRIVER_SPEAKS_MILLIS = 50;

  private static final String NOT_ACTIVE = "Connection is not active now";

  private final Vertx vertx;
  private final SqlConnection connection;
  private final Duration longest;
  private final Set<Asked<?>> open = ConcurrentHashMap.newKeySet();
  private final Promise<Void> closed = Promise.promise();
  private volatile boolean closing;
  private volatile boolean gone;
  private volatile Throwable fault;
  private volatile Throwable over;
  private Handler<Throwable> exceptionHandler = failure -> {};
  private Handler<Void> closeHandler = closed -> {};

  BoundedConnection(Vertx vertx, SqlConnection connection, Duration longest) {
    this.vertx = vertx;
    this.connection = connection;
    this.longest = longest;
    connection.exceptionHandler(
        failure -> {
          fault(failure);
          exceptionHandler.handle(failure);
        });
    connection.closeHandler(
        closed -> {
          gone = true;
          vertx.setTimer(DRIVER_SPEAKS_MILLIS, spoken -> end());
          closeHandler.handle(closed);
        });
  }

  /** What was asked and not yet answered. */
  private static final class Asked<T> {

    private final Promise<T> answer = Promise.promise();
    private final Context asker;

    Asked(Context asker) {
      this.asker = asker;
    }

    void answer(AsyncResult<T> said, Function<Throwable, Throwable> told) {
      if (said.succeeded()) {
        answer.tryComplete(said.result());
      } else {
        answer.tryFail(told.apply(said.cause()));
      }
    }

    /** Where whoever asked goes on. */
    void fail(Throwable why) {
      asker.runOnContext(there -> answer.tryFail(why));
    }
  }

  @Override
  public <T> Future<T> ask(Function<SqlConnection, Future<T>> call) {
    if (over != null) {
      return Future.failedFuture(over);
    }
    Asked<T> asked = new Asked<>(vertx.getOrCreateContext());
    open.add(asked);
    long timer = vertx.setTimer(longest.toMillis(), late -> giveUp());
    Future.<Void>succeededFuture()
        .compose(now -> call.apply(connection))
        .onComplete(
            answer -> {
              vertx.cancelTimer(timer);
              if (answer.succeeded() || answer.cause() instanceof DatabaseException) {
                open.remove(asked);
              } else {
                vertx.setTimer(DRIVER_SPEAKS_MILLIS, spoken -> answered(asked));
              }
              asked.answer(answer, this::told);
              release();
            });
    if (over != null) {
      asked.fail(over);
    }
    return asked.answer.future();
  }

  private void answered(Asked<?> asked) {
    open.remove(asked);
    release();
  }

  /** In its general words the driver says no more than that the connection is gone. */
  private Throwable told(Throwable failure) {
    boolean closed = gone || Objects.toString(failure.getMessage()).startsWith(NOT_ACTIVE);
    return closed && failure.getClass() == VertxException.class
        ? ClosedConnectionException.INSTANCE
        : failure;
  }

  private void giveUp() {
    fault(BoundedPool.noAnswer("statement", longest));
    end();
  }

  /** The first one: the driver may stumble over it, and tell of that as well. */
  private void fault(Throwable failure) {
    if (fault == null) {
      fault = failure;
    }
  }

  private void end() {
    over = fault == null ? ClosedConnectionException.INSTANCE : fault;
    open.forEach(asked -> asked.fail(over));
  }

  /** Gives the connection back once, when nothing is open on it. */
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
    return this.<PreparedStatement>ask(
        driver -> driver.prepare(sql).map(made -> new BoundedStatement(this, made)));
  }

  @Override
  public Future<PreparedStatement> prepare(String sql, PrepareOptions options) {
    return this.<PreparedStatement>ask(
        driver -> driver.prepare(sql, options).map(made -> new BoundedStatement(this, made)));
  }

  @Override
  public Future<Transaction> begin() {
    return this.<Transaction>ask(
        driver -> driver.begin().map(begun -> new BoundedTransaction(this, begun)));
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
