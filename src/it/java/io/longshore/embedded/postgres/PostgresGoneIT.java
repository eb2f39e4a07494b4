package io.longshore.embedded.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.JarProcess;
import io.longshore.fixture.Sdk;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;

/** A server whose embedded PostgreSQL is killed. */
@Timeout(180)
class PostgresGoneIT {

  private static final Duration BOUND = Duration.ofSeconds(90);

  @TempDir Path temp;

  @Test
  void postgres_is_restarted_calls_fail_with_503_and_the_log_reports_it_once() throws Exception {
    JarProcess server =
        JarProcess.serve(
            temp, "--set", "log.access=false"); // the output is not read during the test
    try (PinpointAsyncClient client =
        Sdk.client(PinpointAsyncClient.builder(), server.http(), "000000000054")) {
      assertThat(status(client)).isEqualTo(200);
      long killed = postmaster();
      ProcessHandle.of(killed).orElseThrow().destroyForcibly();

      Set<Integer> meanwhile = new HashSet<>();
      long end = System.nanoTime() + BOUND.toNanos();
      int first = status(client);
      while (first == 200 && System.nanoTime() < end) {
        first = status(client);
      }
      meanwhile.add(first);
      String health = read(server.http().resolve("/_longshore/health")).body();
      int now = 0;
      while (now != 200 && System.nanoTime() < end) {
        now = status(client);
        meanwhile.add(now);
      }
      assertThat(meanwhile).contains(503).isSubsetOf(200, 503);
      assertThat(new JsonObject(health).getJsonObject("checks"))
          .allMatch(check -> Set.of("up", "down").contains(check.getValue()));
      assertThat(now).isEqualTo(200);
      assertThat(postmaster()).isNotEqualTo(killed);
    }
    server.terminate();
    assertThat(server.exit(60)).isZero();
    assertThat(server.output()).containsOnlyOnce("The embedded PostgreSQL has ended");
    assertThat(server.output()).containsOnlyOnce("The embedded PostgreSQL is running again");
    assertThat(server.output()).doesNotContain("\tat ");
    assertThat(temp.resolve("data/postgres/postmaster.pid")).doesNotExist();
  }

  /** A busy backend outlives its killed postmaster and prevents the next start. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void postgres_is_restarted_although_a_backend_of_the_killed_one_still_runs() throws Exception {
    JarProcess server = JarProcess.serve(temp, "--set", "log.access=false");
    Path folder = temp.resolve("data");
    String url =
        "jdbc:postgresql://127.0.0.1:%s/longshore"
            .formatted(Files.readAllLines(folder.resolve("postgres/postmaster.pid")).get(3));
    String password = Files.readString(folder.resolve("postgres.password")).strip();
    try (Connection busy = DriverManager.getConnection(url, "longshore", password);
        Statement statement = busy.createStatement()) {
      CompletableFuture<Void> computes =
          CompletableFuture.runAsync(
              () -> {
                try {
                  statement.execute("select count(*) from generate_series(1, 100000000000) n");
                } catch (SQLException ended) {
                  throw new CompletionException(ended);
                }
              });
      awaitComputing(url, password);
      long killed = postmaster();
      ProcessHandle process = ProcessHandle.of(killed).orElseThrow();
      process.destroyForcibly();
      process.onExit().join();

      URI ready = server.management().resolve("/health/ready");
      long end = System.nanoTime() + BOUND.toNanos();
      boolean again = false;
      Path pid = folder.resolve("postgres/postmaster.pid");
      while (!again && System.nanoTime() < end) {
        again = read(ready).statusCode() == 200 && Files.exists(pid) && postmaster() != killed;
      }
      assertThat(again).isTrue();
      assertThat(computes).failsWithin(BOUND);
    }
    server.terminate();
    assertThat(server.exit(60)).isZero();
    assertThat(server.output()).contains("of a PostgreSQL that was killed");
  }

  private static void awaitComputing(String url, String password) throws SQLException {
    try (Connection looks = DriverManager.getConnection(url, "longshore", password);
        Statement look = looks.createStatement()) {
      long end = System.nanoTime() + BOUND.toNanos();
      boolean computes = false;
      while (!computes && System.nanoTime() < end) {
        try (ResultSet row =
            look.executeQuery(
                """
                select exists (select from pg_stat_activity
                                where state = 'active' and pid <> pg_backend_pid()
                                  and query like '%generate_series%')""")) {
          computes = row.next() && row.getBoolean(1);
        }
      }
      assertThat(computes).isTrue();
    }
  }

  @Test
  void the_server_stops_cleanly_without_postgres() throws Exception {
    JarProcess server =
        JarProcess.serve(
            temp, "--set", "log.access=false"); // the output is not read during the test
    // The replaced data directory cannot be started, so PostgreSQL stays down.
    Path version = temp.resolve("data/postgres/PG_VERSION");
    Files.writeString(version, "9.6\n");
    ProcessHandle.of(postmaster()).orElseThrow().destroyForcibly();
    URI ready = server.management().resolve("/health/ready");
    long end = System.nanoTime() + BOUND.toNanos();
    while (read(ready).statusCode() != 503 && System.nanoTime() < end) {
      assertThat(server.process().isAlive()).isTrue();
    }
    assertThat(read(ready).statusCode()).isEqualTo(503);
    assertThat(read(server.management().resolve("/health/live")).statusCode()).isEqualTo(200);
    server.terminate();
    assertThat(server.exit(60)).isZero();
    String output = server.output();
    // Each is logged at most once. The stop may precede the first check or the first restart.
    assertThat(output.split("PostgreSQL did not start", -1)).hasSizeLessThanOrEqualTo(2);
    assertThat(output.split("The embedded PostgreSQL has ended", -1)).hasSizeLessThanOrEqualTo(2);
    assertThat(output).doesNotContain("\tat ", "did not stop", "did not close");
  }

  private static int status(PinpointAsyncClient client) {
    try {
      client.getApps(r -> {}).join();
      client.createApp(r -> r.createApplicationRequest(app -> app.name("app"))).join();
      return 200;
    } catch (CompletionException refused) {
      return refused.getCause() instanceof AwsServiceException service ? service.statusCode() : 0;
    }
  }

  private static HttpResponse<String> read(URI uri) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(uri).timeout(BOUND).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private long postmaster() throws Exception {
    return Long.parseLong(
        Files.readAllLines(temp.resolve("data/postgres/postmaster.pid")).get(0).strip());
  }
}
