package io.longshore.store;

import io.longshore.api.Call;
import io.longshore.api.HealthCheck;
import io.longshore.api.ServiceResponse;
import io.longshore.config.DatabaseConfig;
import io.longshore.store.pool.BoundedPool;
import io.longshore.store.read.ReadMeter;
import io.longshore.store.read.ReadNodes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.ClientBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The connection pools. Calls and jobs have separate pools, so that exports do not delay calls.
 *
 * @param requests for short statements of calls
 * @param work for statements of jobs
 * @param patient for statements that may take longer than {@code STATEMENT_TIMEOUT}; each of them
 *     sets its own time-out
 * @param scans for transactions that read while an object is written; see {@link #SCANS}
 * @param reads where pieces of exports read
 */
public record Postgres(Pool requests, Pool work, Pool patient, Pool scans, ReadNodes reads) {

  /** The number of connections of {@link #scans}. */
  public static final int SCANS = 4;

  /**
   * Raises glibc's threshold for mmap in the server process (mallopt(3), M_MMAP_THRESHOLD), by
   * freeing a block of this size. Exports build long values in the server; with the default
   * threshold, mapping and unmapping their memory takes half of the query's time. Harmless on other
   * systems.
   */
  private static final String RAISE_MMAP_THRESHOLD = "select octet_length(repeat('x', 8388608))";

  /**
   * The length up to which the driver caches prepared statements. With its default of 2,048 the
   * claims, the ends of pieces and exports of large segments would be parsed and planned each time.
   * A test checks that every statement that does not grow with a request is shorter.
   */
  public static final int LONGEST_CACHED = 16_384;

  private static final String APPLICATION = "longshore";
  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(15);

  /**
   * Read time-out. Without it a statement would wait a quarter of an hour for a server that
   * disappeared, until TCP gives up. A live server ends every statement earlier, by {@code
   * STATEMENT_TIMEOUT}.
   */
  private static final Duration READ_TIMEOUT = STATEMENT_TIMEOUT.plusSeconds(5);

  /**
   * The pool closes idle connections well before the read time-out would, so that no statement is
   * sent at the moment of the time-out.
   */
  private static final Duration IDLE_TIMEOUT = READ_TIMEOUT.dividedBy(2);

  private static final Duration PATIENT_READ_TIMEOUT = Duration.ofHours(1);
  private static final int PATIENT_CONNECTIONS = 2;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** How long a call acquireTimeout for a connection. */
  private static final Duration CALL_ACQUIRE_TIMEOUT = Duration.ofSeconds(10);

  /**
   * How long a job acquireTimeout for a connection: longer than the read time-out, whose error
   * identifies an outage, which the pool's time-out does not.
   */
  private static final Duration WORK_ACQUIRE_TIMEOUT = Duration.ofSeconds(60);

  /** With exports that read from the primary. */
  public Postgres(Pool requests, Pool work, Pool patient, Pool scans) {
    this(requests, work, patient, scans, ReadNodes.none(work, scans, ReadMeter.NONE));
  }

  public static Postgres connect(Vertx vertx, DatabaseConfig config) {
    return connect(vertx, config, ReadMeter.NONE);
  }

  /**
   * Creates the pools, which connect when they are used.
   *
   * @param meter measures where exports read
   */
  public static Postgres connect(Vertx vertx, DatabaseConfig config, ReadMeter meter) {
    PgConnectOptions options = PgConnectOptions.fromUri(config.url());
    options.setUser(config.user()).setPassword(config.password());
    if (config.pgbouncer()) {
      configureShared(options);
    } else {
      configureOwn(options);
    }
    ClientBuilder<Pool> requests =
        pool(options, "requests", config.requestConnections(), READ_TIMEOUT, CALL_ACQUIRE_TIMEOUT);
    ClientBuilder<Pool> work =
        pool(options, "work", config.workConnections(), READ_TIMEOUT, WORK_ACQUIRE_TIMEOUT);
    ClientBuilder<Pool> patient =
        pool(options, "patient", PATIENT_CONNECTIONS, PATIENT_READ_TIMEOUT, WORK_ACQUIRE_TIMEOUT);
    ClientBuilder<Pool> scans =
        pool(options, "scans", SCANS, PATIENT_READ_TIMEOUT, WORK_ACQUIRE_TIMEOUT);
    work.withConnectHandler(Postgres::raiseMmapThreshold);
    scans.withConnectHandler(Postgres::raiseMmapThreshold);
    Pool working = bounded(vertx, work, WORK_ACQUIRE_TIMEOUT.plus(READ_TIMEOUT));
    Pool scanning = bounded(vertx, scans, WORK_ACQUIRE_TIMEOUT.plus(READ_TIMEOUT));
    return new Postgres(
        bounded(vertx, requests, CALL_ACQUIRE_TIMEOUT.plus(READ_TIMEOUT)),
        working,
        bounded(vertx, patient, WORK_ACQUIRE_TIMEOUT.plus(PATIENT_READ_TIMEOUT)),
        scanning,
        ReadNodes.of(vertx, readPools(vertx, config), working, scanning, meter, config.readWait()));
  }

  /** A pool for each node, by host and port. Its connections refuse to write. */
  private static Map<String, Pool> readPools(Vertx vertx, DatabaseConfig config) {
    Map<String, Pool> pools = new LinkedHashMap<>();
    for (String url : config.readUrls()) {
      PgConnectOptions options = PgConnectOptions.fromUri(url);
      options.setUser(config.user()).setPassword(config.password());
      configureOwn(options);
      Map<String, String> settings = new HashMap<>(options.getProperties());
      settings.put("default_transaction_read_only", "on");
      options.setProperties(settings);
      String name = options.getHost() + ":" + options.getPort();
      ClientBuilder<Pool> pool =
          pool(
              options,
              "reads " + URI.create(url).getAuthority(),
              config.readConnections(),
              READ_TIMEOUT,
              CALL_ACQUIRE_TIMEOUT);
      pool.withConnectHandler(Postgres::raiseMmapThreshold);
      pools.put(name, bounded(vertx, pool, CALL_ACQUIRE_TIMEOUT.plus(READ_TIMEOUT)));
    }
    return pools;
  }

  /**
   * @param timeout not shorter than the driver's own time-outs
   */
  private static Pool bounded(Vertx vertx, ClientBuilder<Pool> pool, Duration timeout) {
    return new BoundedPool(vertx, pool.using(vertx).build(), timeout);
  }

  /** Session settings and cached statements, which require that connections are not shared. */
  private static void configureOwn(PgConnectOptions options) {
    options
        .setCachePreparedStatements(true)
        .setPreparedStatementCacheMaxSize(256)
        .setPreparedStatementCacheSqlLimit(LONGEST_CACHED);
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
   * Behind a pgbouncer each transaction may use another connection, so sessions have no settings;
   * {@code conf/pgbouncer.ini} has the time-outs.
   */
  private static void configureShared(PgConnectOptions options) {
    options.setUseLayer7Proxy(true).setCachePreparedStatements(false);
    options.setProperties(Map.of("application_name", APPLICATION));
  }

  private static ClientBuilder<Pool> pool(
      PgConnectOptions options,
      String name,
      int size,
      Duration readTimeout,
      Duration acquireTimeout) {
    PoolOptions pool = new PoolOptions().setName(name).setShared(true).setMaxSize(size);
    pool.setConnectionTimeout((int) acquireTimeout.toSeconds())
        .setConnectionTimeoutUnit(TimeUnit.SECONDS);
    pool.setIdleTimeout((int) IDLE_TIMEOUT.toSeconds()).setIdleTimeoutUnit(TimeUnit.SECONDS);
    return PgBuilder.pool()
        .with(pool)
        .with(
            new NetClientOptions()
                .setTcpKeepAlive(true)
                .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setReadIdleTimeout((int) readTimeout.toSeconds()))
        .connectingTo(options);
  }

  /** Closing returns the connection to the pool. */
  private static void raiseMmapThreshold(SqlConnection connection) {
    connection.query(RAISE_MMAP_THRESHOLD).execute().onComplete(done -> connection.close());
  }

  /** Runs the statements of several Stores in one transaction, rolled back if the future fails. */
  public <T> Future<T> transact(Function<Transaction, Future<T>> statements) {
    return requests.withTransaction(connection -> statements.apply(new Transaction(connection)));
  }

  /** Executes a prepared statement of a call, in a transaction of its own. */
  public Future<RowSet<Row>> request(String sql, Tuple values) {
    return requests.preparedQuery(sql).execute(values);
  }

  /** Executes a prepared statement of a call without parameters, in a transaction of its own. */
  public Future<RowSet<Row>> request(String sql) {
    return requests.preparedQuery(sql).execute();
  }

  /** Executes a prepared statement of a job, in a transaction of its own. */
  public Future<RowSet<Row>> work(String sql, Tuple values) {
    return work.preparedQuery(sql).execute(values);
  }

  /** Executes a prepared statement of a job without parameters, in a transaction of its own. */
  public Future<RowSet<Row>> work(String sql) {
    return work.preparedQuery(sql).execute();
  }

  /**
   * Runs the statements of a creating call in one transaction, together with its response: if the
   * call is repeated it gets the same response, also when the commit was not confirmed.
   */
  public Future<ServiceResponse> transactOnce(
      Call call, Function<Transaction, Future<ServiceResponse>> statements) {
    return requests.withTransaction(
        connection ->
            statements
                .apply(new Transaction(connection))
                .compose(
                    response ->
                        call.slot()
                            .map(slot -> ResponseSlots.fill(connection, slot, response))
                            .orElseGet(() -> Future.succeededFuture(response))));
  }

  /** Fails unless the database answers a query. */
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
    return Future.join(
            requests.close(), work.close(), patient.close(), scans.close(), reads.close())
        .mapEmpty();
  }
}
