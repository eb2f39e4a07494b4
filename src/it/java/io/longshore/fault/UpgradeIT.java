package io.longshore.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.DatabaseConfig;
import io.longshore.job.JobId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two builds on one schema: the jar and a copy with one more migration, or the build that {@code
 * older.jar} names and the jar. Runs in profile operate.
 */
@Timeout(900)
@EnabledIfSystemProperty(named = "operate", matches = "true")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpgradeIT {

  private static final int PER_SECOND = 50;

  /** A migration that is compatible with the previous version. */
  private static final String ADDED =
      """
      ALTER TABLE job ADD COLUMN newer text;
      ALTER TABLE task ADD COLUMN newer bigint NOT NULL DEFAULT 0;
      CREATE INDEX job_newer ON job (newer) WHERE newer IS NOT NULL;
      CREATE TABLE newer (id uuid PRIMARY KEY);
      """;

  @TempDir static Path temp;
  private ReplicaCluster cluster;
  private Path older;
  private Path newer;

  @BeforeAll
  void open() throws Exception {
    assertThat(Programs.areInstalled("haproxy")).as("apt-get install haproxy").isTrue();
    Path jar = Path.of(System.getProperty("longshore.jar"));
    String named = System.getProperty("older.jar", "");
    older = named.isEmpty() ? jar : Path.of(named);
    newer = named.isEmpty() ? withOneMigrationMore(jar) : jar;
    cluster =
        new ReplicaCluster("upgrade-it", FaultEnvironment.shared().postgresql(), this::migrate);
  }

  /** Created by the older build. */
  private void migrate(DatabaseConfig database) {
    try {
      Programs.run(
          Map.of(
              "LONGSHORE_DATABASE_URL", database.url(),
              "LONGSHORE_DATABASE_USER", database.user(),
              "LONGSHORE_DATABASE_PASSWORD", database.password(),
              "LONGSHORE_S3_ENDPOINT", "http://127.0.0.1:9", // not requested here
              "LONGSHORE_AUTH_KEYS_FILE", keys().toString()),
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-jar",
          older.toString(),
          "migrate");
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  @AfterAll
  void close() {
    cluster.close();
  }

  @Test
  void three_replicas_are_upgraded_and_one_rolled_back_under_load_without_failed_calls_or_jobs()
      throws Exception {
    String app = cluster.app(20_000);
    try (Replicas replicas = new Replicas(cluster, temp, older);
        LoadGenerator calls =
            new LoadGenerator(cluster.vertx, replicas.haproxy(), app, PER_SECOND, true)) {
      long before = migrations();
      List<JobId> jobs = new CopyOnWriteArrayList<>();
      long feed =
          cluster.vertx.setPeriodic(
              1_000, tick -> cluster.vertx.executeBlocking(() -> jobs.add(cluster.export(app, 4))));
      replicas.build(newer);
      replicas.restart(0);
      assertThat(migrations()).isGreaterThan(before);
      for (URI management : replicas.replicas().stream().map(Replica::management).toList()) {
        cluster.until("all replicas are ready", Duration.ofMinutes(1), () -> isReady(management));
      }
      replicas.restart(1);
      replicas.restart(2);
      replicas.build(older); // rollback to the older version
      replicas.restart(0);
      cluster.vertx.cancelTimer(feed);
      List<Throwable> lost = calls.end();
      cluster.untilFinished(Duration.ofMinutes(5));
      long notSucceeded = cluster.count("select count(*) from job where state <> 'SUCCEEDED'");
      long charged = cluster.count("select count(*) from task where attempts > 1");
      FaultSettings.record(
          "three replicas of a build with %d migrations upgraded to one with %d, one of them rolled back, under"
              + " %d calls/s: %d of %d failed; %d exports meanwhile, %d did not succeed, %d attempts"
              + " were charged twice",
          before,
          migrations(),
          PER_SECOND,
          lost.size(),
          calls.sent(),
          jobs.size(),
          notSucceeded,
          charged);
      assertThat(lost).isEmpty();
      assertThat(jobs).isNotEmpty();
      assertThat(notSucceeded).isZero();
      assertThat(charged).as(cluster.reasons()).isZero();
    }
  }

  private static Path keys() throws IOException {
    return Files.writeString(temp.resolve("keys"), "fault secret " + ReplicaCluster.ACCOUNT + "\n");
  }

  private long migrations() {
    return cluster.count("select count(*) from flyway_schema_history where success");
  }

  private static boolean isReady(URI management) {
    try {
      HttpRequest request = HttpRequest.newBuilder(management.resolve("/health/ready")).build();
      return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode()
          == 200;
    } catch (Exception unreachable) {
      return false;
    }
  }

  /** A copy of the jar with one more migration, whose version lies within the services' ranges. */
  private static Path withOneMigrationMore(Path jar) throws Exception {
    Path copy = Files.copy(jar, temp.resolve("newer.jar"));
    try (FileSystem inside = FileSystems.newFileSystem(copy)) {
      Files.writeString(inside.getPath("db/V199_9__newer.sql"), ADDED);
    }
    return copy;
  }
}
