package io.longshore.store;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Backends;
import io.longshore.fixture.Sql;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the planner knows of a load when it has ended. */
@Timeout(120)
class StatisticsIT {

  private static final String ANY = "select 1";
  private static final String STATISTICS =
      "select count(*) from pg_stats where tablename = 'loaded'";

  private final Vertx vertx = Vertx.vertx();
  private DatabaseConfig database;
  private BulkLoad loads;

  @BeforeEach
  void create() {
    database = Backends.freshDatabase();
    loads = new BulkLoad(vertx, database, 2);
    Sql.run(
        database, "create table loaded (id bigint, text text) with (autovacuum_enabled = false)");
  }

  @AfterEach
  void close() {
    loads.close();
    await(vertx.close());
  }

  @Test
  void the_planner_has_statistics_of_a_load_when_the_load_ends() {
    await(loaded().end(ANY, List.of()));

    assertKnown();
  }

  @Test
  void a_load_waits_for_a_process_that_vacuums_its_table() throws SQLException {
    try (Connection vacuum = Sql.connect(database);
        Statement held = vacuum.createStatement()) {
      vacuum.setAutoCommit(false);
      held.execute("lock table loaded in share update exclusive mode");
      Future<Long> ended = loaded().end(ANY, List.of());
      Sql.awaitTrue(
          database,
          "select exists (select from pg_locks where relation = 'loaded'::regclass and not granted)",
          Duration.ofSeconds(30));
      vacuum.commit();
      await(ended);
    }
    assertKnown();
  }

  @Test
  void the_table_of_two_loads_is_analysed_when_the_first_one_ends() {
    BulkLoad.Load first = await(loads.begin("copy loaded (id, text) from stdin"));
    BulkLoad.Load second = await(first.second()).orElseThrow();
    await(first.write(rows(0, 1000)));
    await(second.write(rows(1000, 2000)));

    await(second.end(ANY, List.of()));
    assertThat(Sql.run(database, STATISTICS)).containsExactly("0");

    await(first.end(ANY, List.of()));
    assertKnown();
  }

  @Test
  void a_publication_analyses_tables_to_which_it_wrote_and_no_others() {
    Sql.run(
        database,
        "create table written (id bigint) with (autovacuum_enabled = false)",
        "insert into loaded select n, 'same' from generate_series(1, 2000) n");
    Postgres postgres = Postgres.connect(vertx, database);
    await(
        postgres
            .patient()
            .withTransaction(
                connection ->
                    connection
                        .query("insert into written select generate_series(1, 2000)")
                        .execute()
                        .compose(
                            written ->
                                Statistics.updateWritten(
                                    new Transaction(connection),
                                    List.of("loaded", "written"),
                                    2000))));
    await(postgres.close());

    assertThat(
            Sql.run(
                database, STATISTICS, "select count(*) from pg_stats where tablename = 'written'"))
        .containsExactly("0", "1");
  }

  private BulkLoad.Load loaded() {
    BulkLoad.Load load = await(loads.begin("copy loaded (id, text) from stdin"));
    await(load.write(rows(0, 2000)));
    return load;
  }

  private static Buffer rows(int from, int to) {
    CopyTextBuffer rows = new CopyTextBuffer();
    for (int id = from; id < to; id++) {
      rows.add(id).add("same").end();
    }
    return rows.take();
  }

  private void assertKnown() {
    assertThat(
            Sql.run(
                database,
                "select reltuples::int from pg_class where relname = 'loaded'",
                STATISTICS))
        .containsExactly("2000", "2");
  }
}
