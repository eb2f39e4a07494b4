package io.longshore.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.DatabaseConfig;
import io.longshore.job.JobId;
import io.longshore.store.Migrations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.ImportJobResponse;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;

/**
 * Replicas that reach PostgreSQL through Debian's pgbouncer in transaction mode. Runs in profile
 * operate.
 */
@Timeout(600)
@EnabledIfSystemProperty(named = "operate", matches = "true")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PgbouncerIT {

  /**
   * Three replicas with four slots each, each of which may load rows, and as many connections for
   * all other statements.
   */
  private static final int CONNECTIONS = 16;

  private static final int ENDPOINTS = 20_000;

  @TempDir static Path temp;
  private ReplicaCluster cluster;
  private Programs programs;
  private DatabaseConfig empty;
  private int port;

  @BeforeAll
  void open() throws Exception {
    assertThat(Programs.areInstalled("pgbouncer")).as("apt-get install pgbouncer").isTrue();
    cluster = new ReplicaCluster("pgbouncer-it");
    programs = new Programs(cluster, temp);
    empty = cluster.emptyDatabase();
    port = Programs.freePort();
    start();
  }

  @AfterAll
  void close() {
    cluster.reset();
    programs.close();
    cluster.close();
  }

  @Test
  void the_schema_is_migrated_through_pgbouncer() {
    int direct = Migrations.run(cluster.emptyDatabase());
    assertThat(Migrations.run(through(empty))).isEqualTo(direct);
    assertThat(Migrations.run(through(empty))).isZero();
  }

  @Test
  void three_replicas_export_and_import_over_few_connections() {
    String app = cluster.app(ENDPOINTS);
    Map<String, String> settings =
        Map.of("database.url", through(cluster.database()).url(), "database.pgbouncer", "true");
    List<ChildProcess> launched = new ArrayList<>();
    for (int nth = 0; nth < Replicas.SIZE; nth++) {
      launched.add(cluster.launchJar(settings));
    }
    List<Replica> replicas = launched.stream().map(cluster::ready).toList();
    try (LoadGenerator calls =
        new LoadGenerator(cluster.vertx, replicas.get(0).http().getPort(), app, 50, false)) {
      List<JobId> exports = cluster.exports(12, app, 8);
      cluster.untilFinished(Duration.ofMinutes(3));
      int imports = imported(replicas.get(1), app, exports.get(0));
      List<Throwable> failed = calls.end();
      long notSucceeded = cluster.count("select count(*) from job where state <> 'SUCCEEDED'");
      FaultSettings.record(
          "pgbouncer in transaction mode, %d connections for three replicas: %d jobs of them, of"
              + " which %d did not succeed; %d of %d calls meanwhile failed",
          CONNECTIONS, exports.size() + imports, notSucceeded, failed.size(), calls.sent());
      assertThat(failed).isEmpty();
      assertThat(notSucceeded).isZero();
      assertThat(cluster.count("select count(*) from task where attempts > 1")).isZero();
    }
    for (Replica replica : replicas) {
      assertThat(replica.process().log()).doesNotContain("ERROR", "prepared statement");
    }
  }

  /** Imports into the app that has the same endpoints, and into an app without endpoints. */
  private int imported(Replica replica, String app, JobId export) {
    String from = "s3://" + cluster.bucket + "/out/" + export;
    List<String> apps = List.of(app, cluster.app(0));
    try (PinpointAsyncClient client = LoadGenerator.client(replica.http().getPort(), false)) {
      List<String> imports =
          apps.stream().map(to -> LoadGenerator.importJob(client, to, from).join().id()).toList();
      cluster.untilFinished(Duration.ofMinutes(3));
      for (int nth = 0; nth < imports.size(); nth++) {
        String to = apps.get(nth);
        String job = imports.get(nth);
        ImportJobResponse ended =
            client.getImportJob(r -> r.applicationId(to).jobId(job)).join().importJobResponse();
        assertThat(ended.jobStatus()).isEqualTo(JobStatus.COMPLETED);
        assertThat(ended.totalProcessed()).isEqualTo(ENDPOINTS);
        assertThat(ended.totalFailures()).isZero();
      }
    }
    return apps.size();
  }

  private DatabaseConfig through(DatabaseConfig direct) {
    String name = direct.url().substring(direct.url().lastIndexOf('/'));
    String url = "postgresql://127.0.0.1:" + port + name;
    return new DatabaseConfig(url, direct.user(), direct.password(), 4, 6, true);
  }

  /** The shipped configuration with the addresses of this test instead of the example's. */
  private void start() throws Exception {
    Path users = Files.writeString(temp.resolve("users"), "\"longshore\" \"longshore\"\n");
    String text = Files.readString(Path.of("conf/pgbouncer.ini"));
    String entry = text.lines().filter(line -> line.startsWith("longshore =")).findFirst().get();
    String ours =
        entry
            .replace(
                "host=10.0.0.8 port=5432", "host=127.0.0.1 port=" + cluster.postgresql().port())
            .replaceFirst("longshore =", "* =");
    Path file =
        Files.writeString(
            temp.resolve("pgbouncer.ini"),
            text.replace(entry, ours)
                .replace("listen_addr = 0.0.0.0", "listen_addr = 127.0.0.1\nunix_socket_dir =")
                .replace("listen_port = 6432", "listen_port = " + port)
                .replace("default_pool_size = 20", "default_pool_size = " + CONNECTIONS)
                .replace("/etc/pgbouncer/userlist.txt", users.toString()));
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> command = new ArrayList<>(List.of("pgbouncer"));
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("-u", "nobody")); // pgbouncer refuses to run as root
    }
    command.add(file.toString());
    programs.serve(port, command.toArray(String[]::new));
  }
}
