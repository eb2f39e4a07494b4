package io.longshore.store;

import io.longshore.api.HealthCheck;
import io.longshore.config.DatabaseConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The pools: one for calls, one for jobs, so that exports never starve the calls.
 *
 * @param requests short statements of calls
 * @param work statements of jobs, which may stream for long
 */
public record Postgres(Pool requests, Pool work) {

  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(15);

  public static Postgres connect(Vertx vertx, DatabaseConfig config) {
    PgConnectOptions options = PgConnectOptions.fromUri(config.url());
    options.setUser(config.user()).setPassword(config.password());
    options.setCachePreparedStatements(true).setPreparedStatementCacheMaxSize(256);
    options.setProperties(
        Map.of(
            "application_name", "longshore",
            "statement_timeout", Long.toString(STATEMENT_TIMEOUT.toMillis()),
            "lock_timeout", "5000",
            "idle_in_transaction_session_timeout", "30000"));
    return new Postgres(
        pool(vertx, options, "requests", config.requestConnections()),
        pool(vertx, options, "work", config.workConnections()));
  }

  private static Pool pool(Vertx vertx, PgConnectOptions options, String name, int size) {
    PoolOptions pool = new PoolOptions().setName(name).setShared(true).setMaxSize(size);
    pool.setConnectionTimeout(10).setConnectionTimeoutUnit(TimeUnit.SECONDS);
    return PgBuilder.pool()
        .with(pool)
        .with(new NetClientOptions().setTcpKeepAlive(true))
        .connectingTo(options)
        .using(vertx)
        .build();
  }

  /** Runs the statements of several Stores in one transaction; rolls back when the future fails. */
  public <T> Future<T> transact(Function<Transaction, Future<T>> statements) {
    return requests.withTransaction(connection -> statements.apply(new Transaction(connection)));
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
    return Future.join(requests.close(), work.close()).mapEmpty();
  }
}
