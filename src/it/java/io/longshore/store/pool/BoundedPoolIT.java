package io.longshore.store.pool;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Backends;
import io.longshore.store.Postgres;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every statement completes, whatever the server and the driver do. */
@Timeout(60)
class BoundedPoolIT {

  private static final String REFUSE =
      """
      create function refuse(state text) returns int language plpgsql as $$
        begin raise exception 'refused' using errcode = state; end $$""";

  private static final String REFUSED = "select refuse($1)";
  private static final Duration SOON = Duration.ofSeconds(10);

  private static Vertx vertx;
  private static DatabaseConfig database;
  private static Postgres postgres;

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
    database = Backends.migratedDatabase();
    postgres = Postgres.connect(vertx, database);
    await(postgres.work().query(REFUSE).execute());
  }

  @AfterAll
  static void close() {
    await(postgres.close());
    await(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(strings = {"57P01", "57P05", "25P03", "57P02", "55P03", "XX000", "P0001"})
  void a_statement_completes_whatever_sqlstate_it_fails_with(String state) {
    for (Pool pool : List.of(postgres.requests(), postgres.work(), postgres.patient())) {
      Throwable refusal = soon(refuse(pool, state));

      assertThat(refusal).isInstanceOf(PgException.class);
      assertThat(((PgException) refusal).getSqlState()).isEqualTo(state);
      assertThat(TransientErrors.isOutage(refusal)).isEqualTo(state.matches("57P0.|25P03|55P03"));
      works(pool);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"57P01", "57P05", "25P03", "P0001"})
  void a_transaction_completes_whatever_sqlstate_its_statement_fails_with(String state) {
    Future<Integer> written =
        postgres.transact(
            tx ->
                tx.connection()
                    .query("create table if not exists left_behind ()")
                    .execute()
                    .compose(made -> refuse(tx.connection(), state)));

    assertThat(soon(written)).isInstanceOf(PgException.class);
    works(postgres.requests());
    assertThat(
            await(
                postgres
                    .work()
                    .query("select from pg_class where relname = 'left_behind'")
                    .execute()))
        .isEmpty();
  }

  @Test
  void a_read_of_a_cursor_completes_whatever_sqlstate_it_fails_with() {
    Future<?> read =
        postgres.transact(
            tx ->
                tx.connection()
                    .prepare(
                        "select case when n > 5 then refuse($1) end from generate_series(1, 9) n")
                    .compose(
                        made -> {
                          var cursor = made.cursor(Tuple.of("57P01"));
                          return cursor.read(2).compose(two -> cursor.read(9));
                        }));

    assertThat(soon(read)).isInstanceOf(PgException.class);
    works(postgres.requests());
  }

  @Test
  void statements_of_a_connection_that_the_server_closes_fail() {
    Future<?> sleeping = postgres.work().query("select 'to be ended', pg_sleep(14)").execute();
    String end =
        "select pg_terminate_backend(pid) from pg_stat_activity where query like '%to be ended%'"
            + " and state = 'active' and pid <> pg_backend_pid()";
    while (await(postgres.requests().query(end).execute()).size() == 0) {
      Thread.onSpinWait();
    }

    assertThat(TransientErrors.isOutage(soon(sleeping))).isTrue();
    works(postgres.work());
  }

  @Test
  void a_statement_without_a_response_times_out_and_its_connection_is_not_reused_meanwhile() {
    Pool pool = bounded(Duration.ofMillis(500), 1);
    Future<?> slow = pool.query("select pg_sleep(2)").execute();
    assertThat(soon(slow)).isInstanceOf(IOException.class).hasMessageContaining("No response");
    assertThat(soon(pool.query("select 1").execute())).hasMessageContaining("connection");
    await(eventually(() -> pool.query("select 1").execute()));
    Future<Integer> given =
        pool.withTransaction(
            connection ->
                connection
                    .query("select pg_sleep(2)")
                    .execute()
                    .recover(late -> connection.query("select 1").execute())
                    .map(1));
    assertThat(soon(given)).isInstanceOf(IOException.class);
    await(eventually(() -> pool.query("select 1").execute()));
    await(pool.close());
  }

  @Test
  void a_transaction_whose_code_throws_is_rolled_back() {
    Future<Void> thrown =
        postgres.transact(
            tx -> {
              throw new IllegalStateException("thrown");
            });

    assertThat(soon(thrown)).hasMessage("thrown");
    works(postgres.requests());
    assertThat(
            await(
                postgres
                    .work()
                    .query(
                        "select from pg_stat_activity where state like 'idle in transaction%' and"
                            + " datname = current_database()")
                    .execute()))
        .isEmpty();
  }

  private static Future<?> eventually(Supplier<Future<?>> ask) {
    return ask.get().recover(busy -> eventually(ask).mapEmpty());
  }

  private static Pool bounded(Duration timeout, int connections) {
    PgConnectOptions options = PgConnectOptions.fromUri(database.url());
    options.setUser(database.user()).setPassword(database.password());
    Pool driver =
        PgBuilder.pool()
            .with(new PoolOptions().setMaxSize(connections))
            .connectingTo(options)
            .using(vertx)
            .build();
    return new BoundedPool(vertx, driver, timeout);
  }

  private static Future<Integer> refuse(SqlClient client, String state) {
    return client
        .preparedQuery(REFUSED)
        .execute(Tuple.of(state))
        .map(rows -> rows.iterator().next().getInteger(0));
  }

  /** Runs more statements at once than there are connections. */
  private static void works(Pool pool) {
    List<Future<?>> all = new ArrayList<>();
    for (int n = 0; n < 40; n++) {
      all.add(pool.preparedQuery("select $1::int").execute(Tuple.of(n)));
    }
    await(Future.join(all));
  }

  private static Throwable soon(Future<?> ended) {
    long begun = System.nanoTime();
    Throwable failure = failure(ended);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON);
    return failure;
  }
}
