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
 * Two builds on one schema: the jar, and one with a migration more, or, where {@code older.jar}
 * names one, that and the jar; profile operate.
 */
@Timeout(900)
@EnabledIfSystemProperty(named = "operate", matches = "true")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpgradeIT {

  private static final int PER_SECOND = 50;

  /** What a version may add: nothing that the one before it would stumble over. */
  private static final String ADDED =
      """
      ALTER TABLE job ADD COLUMN newer text;
      ALTER TABLE task ADD COLUMN newer bigint NOT NULL DEFAULT 0;
      CREATE INDEX job_newer ON job (newer) WHERE newer IS NOT NULL;
      CREATE TABLE newer (id uuid PRIMARY KEY);
      """;

  @TempDir static Path temp;
  private ReplicaCluster yard;
  private Path older;
  private Path newer;

  @BeforeAll
  void open() throws Exception {
    assertThat(Programs.are("haproxy")).as("apt-get install haproxy").isTrue();
    Path jar = Path.of(System.getProperty("longshore.jar"));
    String named = System.getProperty("older.jar", "");
    older = named.isEmpty() ? jar : Path.of(named);
    newer = named.isEmpty() ? withOneMigrationMore(jar) : jar;
    yard = new ReplicaCluster("upgrade-it", FaultEnvironment.shared().cluster(), this::migrate);
  }

  /** By the older build. */
  private void migrate(DatabaseConfig database) {
    try {
      Programs.run(
          Map.of(
              "LONGSHORE_DATABASE_URL", database.url(),
              "LONGSHORE_DATABASE_USER", database.user(),
              "LONGSHORE_DATABASE_PASSWORD", database.password(),
              "LONGSHORE_S3_ENDPOINT", "http://127.0.0.1:9", // not asked here
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
    yard.close();
  }

  @Test
  void three_replicas_are_upgraded_and_one_set_back_under_load_and_no_call_and_no_job_fails()
      throws Exception {
    String app = yard.app(20_000);
    try (Replicas fleet = new Replicas(yard, temp, older);
        LoadGenerator calls =
            new LoadGenerator(yard.vertx, fleet.haproxy(), app, PER_SECOND, true)) {
      long before = migrations();
      List<JobId> jobs = new CopyOnWriteArrayList<>();
      long feed =
          yard.vertx.setPeriodic(
              1_000, tick -> yard.vertx.executeBlocking(() -> jobs.add(yard.export(app, 4))));
      fleet.build(newer);
      fleet.restart(0);
      assertThat(migrations()).isGreaterThan(before);
      for (URI management : fleet.replicas().stream().map(Replica::management).toList()) {
        yard.until("all ready", Duration.ofMinutes(1), () -> isReady(management));
      }
      fleet.restart(1);
      fleet.restart(2);
      fleet.build(older); // the newer one was no good
      fleet.restart(0);
      yard.vertx.cancelTimer(feed);
      List<Throwable> lost = calls.end();
      yard.untilFinished(Duration.ofMinutes(5));
      long unwell = yard.count("select count(*) from job where state <> 'SUCCEEDED'");
      long charged = yard.count("select count(*) from task where attempts > 1");
      FaultSettings.say(
          "three replicas of a build with %d migrations upgraded to one with %d, one of them set back, under"
              + " %d calls/s: %d of %d failed; %d exports meanwhile, %d did not succeed, %d attempts"
              + " were charged twice",
          before,
          migrations(),
          PER_SECOND,
          lost.size(),
          calls.sent(),
          jobs.size(),
          unwell,
          charged);
      assertThat(lost).isEmpty();
      assertThat(jobs).isNotEmpty();
      assertThat(unwell).isZero();
      assertThat(charged).as(yard.reasons()).isZero();
    }
  }

  private static Path keys() throws IOException {
    return Files.writeString(temp.resolve("keys"), "fault secret " + ReplicaCluster.ACCOUNT + "\n");
  }

  private long migrations() {
    return yard.count("select count(*) from flyway_schema_history where success");
  }

  private static boolean isReady(URI management) {
    try {
      HttpRequest request = HttpRequest.newBuilder(management.resolve("/health/ready")).build();
      return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode()
          == 200;
    } catch (Exception notNow) {
      return false;
    }
  }

  /** Among those that there are, as rooms number theirs. */
  private static Path withOneMigrationMore(Path jar) throws Exception {
    Path copy = Files.copy(jar, temp.resolve("newer.jar"));
    try (FileSystem inside = FileSystems.newFileSystem(copy)) {
      Files.writeString(inside.getPath("db/V199_9__newer.sql"), ADDED);
    }
    return copy;
  }
}
