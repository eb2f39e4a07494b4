package io.longshore.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Backends;
import io.longshore.fixture.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Migrations by several replicas and builds. */
@Timeout(120)
class MigrationsIT {

  @Test
  void three_replicas_that_start_together_run_each_migration_once() throws Exception {
    DatabaseConfig database = Backends.freshDatabase();
    CountDownLatch together = new CountDownLatch(3);
    ExecutorService replicas = Executors.newFixedThreadPool(3);
    Callable<Integer> start =
        () -> {
          together.countDown();
          together.await();
          return Migrations.run(database);
        };

    List<Future<Integer>> started =
        IntStream.range(0, 3).mapToObj(replica -> replicas.submit(start)).toList();
    int ran = 0;
    for (Future<Integer> each : started) {
      ran += each.get(100, TimeUnit.SECONDS);
    }
    replicas.shutdown();

    assertThat(ran).isPositive();
    assertThat(number(database, "SELECT count(*) FROM flyway_schema_history WHERE success"))
        .isEqualTo(ran);
    assertThat(Migrations.run(database)).isZero();
  }

  @Test
  void a_replica_waits_for_a_migrating_replica_until_its_timeout() throws Exception {
    DatabaseConfig database = Backends.freshDatabase();
    int all = Migrations.run(database);
    undoTheLast(database);
    try (Connection reader = Sql.connect(database);
        Statement reading = reader.createStatement()) {
      reader.setAutoCommit(false);
      reading.execute("LOCK TABLE flyway_schema_history IN ACCESS EXCLUSIVE MODE");

      long asked = System.nanoTime();
      assertThatThrownBy(() -> Migrations.run(database, Duration.ofSeconds(3)))
          .hasMessageContaining("lock");
      assertThat(Duration.ofNanos(System.nanoTime() - asked))
          .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(20));

      Thread later = new Thread(() -> rollBack(reader));
      ExecutorService other = Executors.newSingleThreadExecutor();
      Future<Integer> waiting = other.submit(() -> Migrations.run(database));
      assertThatThrownBy(() -> waiting.get(3, TimeUnit.SECONDS))
          .isInstanceOf(TimeoutException.class);
      later.start();
      assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo(1);
      other.shutdown();
    }
    assertThat(number(database, "SELECT count(*) FROM flyway_schema_history WHERE success"))
        .isEqualTo(all);
  }

  @Test
  void flyway_is_skipped_only_if_the_history_equals_this_build() throws Exception {
    DatabaseConfig database = Backends.freshDatabase();
    assertThat(isCurrent(database)).isFalse();
    Migrations.run(database);
    assertThat(isCurrent(database)).isTrue();
    for (String doubt :
        List.of(
            "UPDATE flyway_schema_history SET checksum = checksum + 1 WHERE version = '100'",
            "UPDATE flyway_schema_history SET success = false WHERE version = '100'",
            "UPDATE flyway_schema_history SET script = 'V100__other.sql' WHERE version = '100'",
            "UPDATE flyway_schema_history SET type = 'DELETE' WHERE version = '100'",
            "DELETE FROM flyway_schema_history WHERE version = '100'",
            "INSERT INTO flyway_schema_history SELECT installed_rank + 1000, '9999', 'newer', type,"
                + " 'V9999__newer.sql', 1, installed_by, now(), 1, true FROM flyway_schema_history"
                + " WHERE version = '100'",
            "CREATE SCHEMA earlier; ALTER ROLE postgres IN DATABASE %s SET search_path = earlier,"
                    .formatted(name(database))
                + " public")) {
      try (Connection connection = Sql.connect(database);
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE kept AS SELECT * FROM flyway_schema_history; " + doubt);
        assertThat(isCurrent(database)).as(doubt).isFalse();
        statement.execute(
            "TRUNCATE flyway_schema_history; INSERT INTO flyway_schema_history SELECT * FROM kept;"
                + " DROP TABLE kept; ALTER ROLE postgres IN DATABASE %s RESET search_path"
                    .formatted(name(database)));
      }
    }
    assertThat(isCurrent(database)).isTrue();
  }

  @Test
  void an_edited_and_a_failed_migration_still_stop_the_start() throws Exception {
    DatabaseConfig database = Backends.freshDatabase();
    Migrations.run(database);
    execute(database, "UPDATE flyway_schema_history SET checksum = 1 WHERE version = '100'");
    assertThatThrownBy(() -> Migrations.run(database)).hasMessageContaining("checksum mismatch");
    execute(database, "UPDATE flyway_schema_history SET success = false WHERE version = '100'");
    assertThatThrownBy(() -> Migrations.run(database)).hasMessageContaining("failed migration");
  }

  @Test
  void an_older_build_starts_on_the_schema_of_a_newer_one() throws Exception {
    DatabaseConfig database = Backends.freshDatabase();
    Migrations.run(database);
    for (String newer : List.of("199.9", "9999")) {
      execute(
          database,
          "INSERT INTO flyway_schema_history SELECT max(installed_rank) + 1, '%s', 'newer', 'SQL',"
                  .formatted(newer)
              + " 'V%s__newer.sql', 1, 'postgres', now(), 1, true FROM flyway_schema_history"
                  .formatted(newer.replace('.', '_')));
      assertThat(Migrations.run(database)).isZero();
    }
  }

  private static boolean isCurrent(DatabaseConfig database) {
    return MigrationHistory.isCurrent(
        "jdbc:" + database.url(), database.user(), database.password());
  }

  private static String name(DatabaseConfig database) {
    return database.url().substring(database.url().lastIndexOf('/') + 1);
  }

  private static void execute(DatabaseConfig database, String statement) throws SQLException {
    try (Connection connection = Sql.connect(database);
        Statement open = connection.createStatement()) {
      open.execute(statement);
    }
  }

  private static void rollBack(Connection reader) {
    try {
      reader.rollback();
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** Reverts the statements and the history of V003. */
  private static void undoTheLast(DatabaseConfig database) throws SQLException {
    try (Connection connection = Sql.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM flyway_schema_history WHERE version = '003'");
      statement.execute("DROP INDEX task_due_by_account, job_finished");
      statement.execute("ALTER TABLE task DROP COLUMN outages, DROP COLUMN troubled_since");
      statement.execute("CREATE INDEX task_due ON task (run_at) WHERE state = 'QUEUED'");
    }
  }

  private static int number(DatabaseConfig database, String query) {
    return Integer.parseInt(Sql.run(database, query).get(0));
  }
}
