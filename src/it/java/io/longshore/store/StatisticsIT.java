package io.longshore.store;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Backends;
import io.longshore.fixture.Sql;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
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

  private BulkLoad.Load loaded() {
    CopyTextBuffer rows = new CopyTextBuffer();
    for (int id = 0; id < 2000; id++) {
      rows.add(id).add("same").end();
    }
    BulkLoad.Load load = await(loads.begin("copy loaded (id, text) from stdin"));
    await(load.write(rows.take()));
    return load;
  }

  private void assertKnown() {
    assertThat(
            Sql.run(
                database,
                "select reltuples::int from pg_class where relname = 'loaded'",
                "select count(*) from pg_stats where tablename = 'loaded'"))
        .containsExactly("2000", "2");
  }
}
