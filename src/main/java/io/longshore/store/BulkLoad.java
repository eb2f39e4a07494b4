package io.longshore.store;

import io.longshore.async.AsyncSemaphore;
import io.longshore.config.DatabaseConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Loads rows into a table by COPY, with JDBC on worker threads: 1.25 times as fast as psql's \copy,
 * where inserts of arrays by the reactive client reach 0.75. It has connections of its own, beside
 * the pools; a load waits while all are in use. Some more connections serve loads that use two.
 */
public final class BulkLoad implements AutoCloseable {

  /**
   * Time-out of every write and response, against a server that disappeared. A live server is never
   * silent for so long, because it stores rows as they arrive.
   */
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

  /**
   * No statement time-out, because a load is one long statement. Local to the transaction, because
   * a pgbouncer gives the connection to others afterwards.
   */
  private static final String TIMEOUTS =
      "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 5000;"
          // Limits how long a process that stops before its commit keeps its locks.
          + " SET LOCAL idle_in_transaction_session_timeout = 5000";

  private final Vertx vertx;
  private final DatabaseConfig config;
  private final Duration timeout;
  private final WorkerExecutor workers;
  private final Deque<Connection> idle = new ArrayDeque<>();
  private final AsyncSemaphore connections;
  private final AsyncSemaphore spare; // for second loads
  private boolean closed;

  /**
   * @param connections the number of concurrent loads, each with a thread
   */
  public BulkLoad(Vertx vertx, DatabaseConfig config, int connections) {
    this(vertx, config, connections, DEFAULT_TIMEOUT);
  }

  /**
   * @param timeout of writes and responses, in whole seconds
   */
  BulkLoad(Vertx vertx, DatabaseConfig config, int connections, Duration timeout) {
    this.vertx = vertx;
    this.timeout = timeout;
    this.config = config;
    int seconds =
        Math.min(connections, Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    this.connections = new AsyncSemaphore(connections);
    this.spare = new AsyncSemaphore(seconds);
    this.workers = vertx.createSharedWorkerExecutor("bulk-load", connections + seconds);
  }

  /**
   * Starts a load. It keeps its connection until it is ended or cancelled, so it must be cancelled
   * after a failure, too. Fails with {@link BulkLoadError}.
   *
   * @param copy a statement such as {@code COPY t (a, b) FROM STDIN}, without any user input
   */
  public Future<Load> begin(String copy) {
    return connections.acquire().compose(mine -> open(copy, connections));
  }

  private Future<Load> open(String copy, AsyncSemaphore permits) {
    return blocking(() -> open(copy))
        .map(started -> new Load(started, copy, permits))
        .onFailure(failed -> permits.release());
  }

  private record Started(Connection connection, CopyIn copy) {}

  /** One COPY. One call at a time; {@link #cancel} may be called at any time. */
  public final class Load {

    private final Connection connection;
    private final String statement;
    private final CopyIn copy;
    private final AsyncSemaphore permits;
    private boolean ended;

    private Load(Started started, String statement, AsyncSemaphore permits) {
      this.connection = started.connection();
      this.statement = statement;
      this.copy = started.copy();
      this.permits = permits;
    }

    /**
     * Starts a second load of the same statement, on a connection of its own; empty when none is
     * free. The two are stored independently, each at its {@link #end}. Only the end of this one
     * updates the planner's statistics, so it comes last.
     */
    public Future<Optional<Load>> second() {
      return spare.tryAcquire()
          ? BulkLoad.this.open(statement, spare).map(Optional::of)
          : Future.succeededFuture(Optional.empty());
    }

    /** Sends bytes in the format of the statement, which may end inside a row. */
    public Future<Void> write(Buffer rows) {
      byte[] bytes = rows.getBytes();
      return withTimeout(
          () -> {
            open();
            copy.writeToCopy(bytes, 0, bytes.length);
            return null;
          });
    }

    /**
     * Ends the load, and commits it if the fence finds a row. After a failure nothing is stored.
     *
     * @param fence a query with {@code ?} for each value; its locks last until the commit
     * @return the number of rows
     */
    public Future<Long> end(String fence, List<Object> values) {
      return withTimeout(
              () -> {
                open();
                long rows = copy.endCopy();
                require(fence, values);
                connection.commit();
                if (permits != spare) {
                  run(connection, Statistics.updateAfter(statement, rows));
                  connection.commit();
                }
                return rows;
              })
          .onSuccess(
              rows -> {
                if (finish()) {
                  returnConnection(connection, permits);
                }
              });
    }

    /**
     * Stops the load at once, unless it has ended; nothing is stored. During a call of {@link #end}
     * the rows may have been stored.
     */
    public Future<Void> cancel() {
      if (!finish()) {
        return Future.succeededFuture();
      }
      // Not on the threads of the loads, which may all be blocked in writes.
      return vertx
          .<Void>executeBlocking(
              () -> {
                connection.abort(Runnable::run);
                return null;
              },
              false)
          .onComplete(aborted -> permits.release());
    }

    private void require(String fence, List<Object> values) throws SQLException {
      try (PreparedStatement statement = connection.prepareStatement(fence)) {
        for (int i = 0; i < values.size(); i++) {
          statement.setObject(i + 1, values.get(i));
        }
        if (!statement.executeQuery().next()) {
          throw new IllegalStateException(
              "Another attempt has taken over the task: nothing is stored");
        }
      }
    }

    /** JDBC has a time-out for reads, but not for writes. */
    private <T> Future<T> withTimeout(Callable<T> work) {
      long timer = vertx.setTimer(timeout.toMillis(), late -> cancel());
      return blocking(work).onComplete(done -> vertx.cancelTimer(timer));
    }

    private void open() {
      synchronized (BulkLoad.this) {
        if (ended) {
          throw new IllegalStateException("The load has ended");
        }
      }
    }

    private boolean finish() {
      synchronized (BulkLoad.this) {
        boolean first = !ended;
        ended = true;
        return first;
      }
    }
  }

  /** Closes idle connections; loads in progress are not interrupted. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      idle.forEach(BulkLoad::discard);
      idle.clear();
    }
    workers.close();
  }

  private Started open(String copy) throws SQLException {
    Connection connection = connection();
    try {
      run(connection, TIMEOUTS);
      return new Started(
          connection, connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy));
    } catch (SQLException failure) {
      discard(connection);
      throw failure;
    }
  }

  private Connection connection() throws SQLException {
    Connection found = pollIdle();
    while (found != null && !found.isValid(1)) {
      discard(found);
      found = pollIdle();
    }
    return found == null ? connect() : found;
  }

  private synchronized Connection pollIdle() {
    return idle.poll();
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", config.user());
    properties.setProperty("password", config.password());
    properties.setProperty("ApplicationName", "longshore-load");
    properties.setProperty("prepareThreshold", "0"); // pgbouncer does not support named statements
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("loginTimeout", Long.toString(timeout.toSeconds()));
    properties.setProperty("socketTimeout", Long.toString(timeout.toSeconds()));
    properties.setProperty("tcpKeepAlive", "true");
    Connection connection = DriverManager.getConnection("jdbc:" + config.url(), properties);
    connection.setAutoCommit(false);
    return connection;
  }

  private <T> Future<T> blocking(Callable<T> work) {
    Future<T> done = workers.executeBlocking(work, false);
    return done.recover(failed -> Future.failedFuture(translated(failed)));
  }

  private static Throwable translated(Throwable failure) {
    return failure instanceof SQLException error
        ? new BulkLoadError(error.getMessage(), Objects.toString(error.getSQLState(), ""), error)
        : failure;
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void returnConnection(Connection connection, AsyncSemaphore permits) {
    if (!keep(connection)) {
      discard(connection);
    }
    permits.release();
  }

  private synchronized boolean keep(Connection connection) {
    return !closed && idle.offerFirst(connection);
  }

  private static void discard(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException gone) {
      return; // closed already
    }
  }
}
