package io.longshore.store;

import io.longshore.api.Call;
import io.longshore.api.HealthCheck;
import io.longshore.api.ServiceResponse;
import io.longshore.config.DatabaseConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.ClientBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The pools: one for calls, one for jobs, so that exports never starve the calls.
 *
 * @param requests short statements of calls
 * @param work statements of jobs
 * @param patient the few statements that may take longer than {@code STATEMENT_TIMEOUT}, each with
 *     a time-out of its own
 */
public record Postgres(Pool requests, Pool work, Pool patient) {

  /**
   * Jobs let the server put long values together. By its default glibc gives such blocks back to
   * the kernel after every use and takes them anew, page by page, for the next: half of what a
   * query cost. Once a session freed a block of this size it keeps those that are smaller
   * (mallopt(3), M_MMAP_THRESHOLD); on other systems this does no harm.
   */
  private static final String KEEP_BLOCKS = "select octet_length(repeat('x', 8388608))";

  /**
   * The driver keeps prepared what is no longer than this; by its default, 2,048, claims, the ends
   * of pieces and exports of large segments would be parsed and planned anew each time. A test
   * holds every statement to it that does not grow with a request.
   */
  public static final int LONGEST_KEPT = 16_384;

  private static final String APPLICATION = "longshore";
  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(15);

  /**
   * A server that vanished without a word, or whose packets a firewall drops, would keep a
   * statement waiting until TCP gives up, for a quarter of an hour. The server itself ends every
   * statement before this, so a connection that is silent for longer is dead; idle ones are opened
   * anew.
   */
  private static final Duration SILENCE = STATEMENT_TIMEOUT.plusSeconds(5);

  /**
   * The pool gives up an idle connection well before its silence would end it: else a statement
   * that is sent in that very moment would fail.
   */
  private static final Duration IDLE = SILENCE.dividedBy(2);

  private static final Duration LONGEST_SILENCE = Duration.ofHours(1);
  private static final int PATIENT_CONNECTIONS = 2;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** How long a call waits for a connection before it is refused. */
  private static final Duration CALL_WAITS = Duration.ofSeconds(10);

  /**
   * A job has time, and the pool's own time-out does not tell an outage from a fault: a connection
   * that is silent fails first, with an error that does.
   */
  private static final Duration WORK_WAITS = Duration.ofSeconds(60);

  public static Postgres connect(Vertx vertx, DatabaseConfig config) {
    PgConnectOptions options = PgConnectOptions.fromUri(config.url());
    options.setUser(config.user()).setPassword(config.password());
    if (config.pgbouncer()) {
      lend(options);
    } else {
      keep(options);
    }
    ClientBuilder<Pool> requests =
        pool(options, "requests", config.requestConnections(), SILENCE, CALL_WAITS);
    ClientBuilder<Pool> work = pool(options, "work", config.workConnections(), SILENCE, WORK_WAITS);
    ClientBuilder<Pool> patient =
        pool(options, "patient", PATIENT_CONNECTIONS, LONGEST_SILENCE, WORK_WAITS);
    work.withConnectHandler(Postgres::keepBlocks);
    return new Postgres(
        bounded(vertx, requests, CALL_WAITS.plus(SILENCE)),
        bounded(vertx, work, WORK_WAITS.plus(SILENCE)),
        bounded(vertx, patient, WORK_WAITS.plus(LONGEST_SILENCE)));
  }

  /**
   * @param longest what the driver itself keeps to, unless it loses what it was asked
   */
  private static Pool bounded(Vertx vertx, ClientBuilder<Pool> pool, Duration longest) {
    return new BoundedPool(vertx, pool.using(vertx).build(), longest);
  }

  /** Connections that stay ours know our statements and our bounds. */
  private static void keep(PgConnectOptions options) {
    options
        .setCachePreparedStatements(true)
        .setPreparedStatementCacheMaxSize(256)
        .setPreparedStatementCacheSqlLimit(LONGEST_KEPT);
    options.setProperties(
        Map.of(
            "application_name",
            APPLICATION,
            "statement_timeout",
            Long.toString(STATEMENT_TIMEOUT.toMillis()),
            "lock_timeout",
            "5000",
            "idle_in_transaction_session_timeout",
            "10000"));
  }

  /**
   * Behind a pgbouncer each transaction may be another connection's: nothing of a session lasts,
   * and its bounds are set there, by {@code conf/pgbouncer.ini}.
   */
  private static void lend(PgConnectOptions options) {
    options.setUseLayer7Proxy(true).setCachePreparedStatements(false);
    options.setProperties(Map.of("application_name", APPLICATION));
  }

  private static ClientBuilder<Pool> pool(
      PgConnectOptions options, String name, int size, Duration silence, Duration waits) {
    PoolOptions pool = new PoolOptions().setName(name).setShared(true).setMaxSize(size);
    pool.setConnectionTimeout((int) waits.toSeconds()).setConnectionTimeoutUnit(TimeUnit.SECONDS);
    pool.setIdleTimeout((int) IDLE.toSeconds()).setIdleTimeoutUnit(TimeUnit.SECONDS);
    return PgBuilder.pool()
        .with(pool)
        .with(
            new NetClientOptions()
                .setTcpKeepAlive(true)
                .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setReadIdleTimeout((int) silence.toSeconds()))
        .connectingTo(options);
  }

  /** Closing hands the connection to the pool, and a broken one to its end. */
  private static void keepBlocks(SqlConnection connection) {
    connection.query(KEEP_BLOCKS).execute().onComplete(done -> connection.close());
  }

  /** Runs the statements of several Stores in one transaction; rolls back when the future fails. */
  public <T> Future<T> transact(Function<Transaction, Future<T>> statements) {
    return requests.withTransaction(connection -> statements.apply(new Transaction(connection)));
  }

  /**
   * Runs the statements of a create in one transaction, which writes down its answer as well:
   * whoever sends the same call again gets that answer, also when the end of the transaction was
   * not heard of.
   */
  public Future<ServiceResponse> transactOnce(
      Call call, Function<Transaction, Future<ServiceResponse>> statements) {
    return requests.withTransaction(
        connection ->
            statements
                .apply(new Transaction(connection))
                .compose(
                    answer ->
                        call.slot()
                            .map(slot -> ResponseSlots.fill(connection, slot, answer))
                            .orElseGet(() -> Future.succeededFuture(answer))));
  }

  /** Fails unless the database answers a call. */
  public HealthCheck health() {
    return new HealthCheck() {
      @Override
      public String name() {
        return "database";
      }

      @Override
      public Future<Void> check() {
        return requests.query("SELECT 1").execute().mapEmpty();
      }
    };
  }

  public Future<Void> close() {
    return Future.join(requests.close(), work.close(), patient.close()).mapEmpty();
  }
}
