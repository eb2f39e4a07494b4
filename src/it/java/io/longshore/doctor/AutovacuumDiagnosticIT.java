package io.longshore.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.DatabaseConfig;
import io.longshore.embedded.postgres.TestCluster;
import io.longshore.fixture.Sql;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code doctor} says about autovacuum. */
@Timeout(60)
class AutovacuumDiagnosticIT {

  @TempDir Path temp;

  @Test
  void autovacuum_that_is_off_is_reported() {
    try (TestCluster cluster = TestCluster.start(temp)) {
      DatabaseConfig database = cluster.database(cluster.freshDatabase(), cluster.port());
      assertThat(finding(database)).isEqualTo(DiagnosticResult.good("autovacuum", "on"));

      Sql.run(database, "alter system set autovacuum = off", "select pg_reload_conf()");
      Sql.awaitTrue(
          database, "select not current_setting('autovacuum')::bool", Duration.ofSeconds(20));

      DiagnosticResult off = finding(database);
      assertThat(off.isGood()).isFalse();
      assertThat(off.toString()).contains("it is off", "set autovacuum and track_counts to on");
    }
  }

  private static DiagnosticResult finding(DatabaseConfig database) {
    return new DatabaseDiagnostic(database)
        .run().stream().filter(each -> each.what().equals("autovacuum")).findFirst().orElseThrow();
  }
}
