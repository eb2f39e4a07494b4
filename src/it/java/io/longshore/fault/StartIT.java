package io.longshore.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Sql;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Replicas of the jar that start at the same time on an empty database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StartIT {

  private ReplicaCluster cluster;

  @BeforeAll
  void open() {
    cluster = new ReplicaCluster("start-it");
  }

  @AfterEach
  void reset() {
    cluster.reset();
  }

  @AfterAll
  void close() {
    cluster.close();
  }

  @Test
  void three_replicas_that_start_on_an_empty_database_run_each_migration_once() throws Exception {
    DatabaseConfig empty = cluster.emptyDatabase();
    long began = System.nanoTime();
    List<ChildProcess> launched =
        Stream.generate(() -> cluster.launchJar(Map.of("database.url", empty.url())))
            .limit(3)
            .toList();
    launched.forEach(cluster::ready);
    long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();

    List<String> logs = launched.stream().map(ChildProcess::log).toList();
    assertThat(logs).noneMatch(log -> log.contains("ERROR"));
    long ran = number(empty, "select count(*) from flyway_schema_history where success");
    assertThat(ran).isPositive();
    assertThat(number(empty, "select count(*) from flyway_schema_history")).isEqualTo(ran);
    assertThat(number(empty, "select count(distinct version) from flyway_schema_history"))
        .isEqualTo(ran);
    FaultSettings.record(
        "3 replicas started together on an empty database: %d migrations, each once, all ready"
            + " after %d ms",
        ran, millis);
  }

  private static long number(DatabaseConfig database, String query) {
    return Long.parseLong(Sql.run(database, query).get(0));
  }
}
