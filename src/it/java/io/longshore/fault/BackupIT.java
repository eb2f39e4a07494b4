package io.longshore.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.DatabaseConfig;
import io.longshore.embedded.postgres.TestCluster;
import io.longshore.fixture.PrometheusSeries;
import io.longshore.fixture.Waiting;
import io.longshore.job.JobId;
import io.longshore.store.Migrations;
import io.longshore.store.Postgres;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the scripts for backup and restore on Debian's PostgreSQL 15, whose client programs they
 * need. This is also the oldest version of PostgreSQL that a test uses. Runs in profile operate.
 */
@Timeout(600)
@EnabledIfSystemProperty(named = "operate", matches = "true")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackupIT {

  private static final Path DEBIAN = Path.of("/usr/lib/postgresql/15");

  /**
   * A replacement for PostgreSQL's crc32c, which exists since version 18. Any even distribution
   * over the hash buckets will do.
   */
  private static final String CRC32C =
      """
      create function crc32c(bytea) returns bigint language sql immutable
      as 'select hashtext(encode($1, ''hex''))::bigint + 2147483648'""";

  private static final String UNFINISHED =
      "select count(*) from job where finished_at is null and held";

  @TempDir static Path temp;

  /** Vert.x shares pools of the same name, and the cluster has its own. */
  private final Vertx vertx = Vertx.vertx();

  private TestCluster postgresql;
  private ReplicaCluster cluster;

  @BeforeAll
  void open() throws Exception {
    assertThat(DEBIAN.resolve("bin/pg_dump")).as("apt-get install postgresql-15").exists();
    postgresql = TestCluster.start(DEBIAN, Files.createDirectory(temp.resolve("cluster")));
    cluster = new ReplicaCluster("backup-it", postgresql, Migrations::run);
  }

  @AfterAll
  void close() {
    Waiting.await(vertx.close());
    cluster.close();
    postgresql.close();
  }

  @Test
  void a_restored_copy_holds_its_jobs_until_they_are_released_and_then_they_complete()
      throws Exception {
    cluster.rows(CRC32C);
    String app = cluster.app(5_000);
    JobId ended = cluster.export(app, 4);
    Replica original = cluster.jar();
    cluster.untilFinished(Duration.ofMinutes(2));
    original.process().kill();
    List<JobId> waiting = cluster.exports(3, app, 4);

    DatabaseConfig copy = cluster.emptyDatabase();
    Path dump = temp.resolve("dump");
    script("conf/backup.sh", cluster.database(), dump);
    assertThat(script("conf/restore.sh", copy, dump)).contains("3 unfinished jobs are held");

    Map<String, String> settings = Map.of("database.url", copy.url());
    Replica restored = cluster.ready(cluster.launchJar(settings));
    sweeps(restored.management(), 5); // several maintenance sweeps have run
    Postgres there = Postgres.connect(vertx, copy);
    assertThat(count(there, UNFINISHED)).isEqualTo(3);
    assertThat(count(there, "select count(*) from restored_copy")).isEqualTo(1);
    assertThat(cluster.objects.keys(cluster.bucket))
        .hasSize(5); // objects of the job that had finished

    assertThat(cluster.command(settings, "jobs", "release", "--all"))
        .contains("3 jobs were released.");
    assertThat(count(there, "select count(*) from restored_copy")).isZero();
    cluster.until(
        "the released jobs end",
        Duration.ofMinutes(2),
        () -> count(there, "select count(*) from job where state = 'SUCCEEDED'") == 4);
    for (JobId job : waiting) {
      assertThat(cluster.objects.keys(cluster.bucket)).contains(ResultVerifier.manifestKey(job));
    }
    assertThat(cluster.objects.keys(cluster.bucket))
        .contains(ResultVerifier.manifestKey(ended))
        .hasSize(20);
    assertThat(count(there, "select count(*) from task where attempts > 1")).isZero();
    FaultSettings.record(
        "a restored copy held its 3 jobs, and completed all of them once they were released");
  }

  private void sweeps(URI management, int count) {
    PrometheusSeries.until(
        cluster.vertx, management, "sweeps", s -> s.sum("longshore_sweeps_total") >= count);
  }

  private static long count(Postgres postgres, String query) {
    return Waiting.await(postgres.requests().query(query).execute()).iterator().next().getLong(0);
  }

  private static String script(String script, DatabaseConfig database, Path file) throws Exception {
    URI uri = URI.create(database.url());
    Map<String, String> libpq = new HashMap<>();
    libpq.put("PGHOST", uri.getHost());
    libpq.put("PGPORT", Integer.toString(uri.getPort()));
    libpq.put("PGDATABASE", uri.getPath().substring(1));
    libpq.put("PGUSER", database.user());
    libpq.put("PGPASSWORD", database.password());
    libpq.put("PATH", DEBIAN.resolve("bin") + ":" + System.getenv("PATH"));
    return Programs.run(libpq, "bash", script, file.toString());
  }
}
