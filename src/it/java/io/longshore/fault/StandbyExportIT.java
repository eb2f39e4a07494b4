package io.longshore.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Installation;
import io.longshore.fixture.Sql;
import io.longshore.job.JobId;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers whose exports read from a standby that applies every commit 5 s late. */
@Timeout(240)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StandbyExportIT {

  private static final int ENDPOINTS = 5_000;

  @TempDir static Path folder;

  private static StandbyRig rig;
  private static TestData data;
  private static String standby;

  @BeforeAll
  static void replicate() throws IOException {
    rig = new StandbyRig(folder, ENDPOINTS, Map.of("recovery_min_apply_delay", "5s"));
    data = rig.data;
    standby = rig.postgres.replicaName();
  }

  @AfterAll
  static void end() {
    rig.close();
  }

  private static void addEndpoint(int number) {
    Sql.run(
        rig.postgres.database,
        """
        insert into pinpoint_endpoint (container, bucket, id, line, version, revision)
        values ('%s', 7, 'late-%d', '{"Id":"late-%d"}', 1, 1)"""
            .formatted(rig.app, number, number));
  }

  private static long endpoints() {
    return data.count("select count(*) from pinpoint_endpoint where container = $1", rig.app);
  }

  private static long lines(List<String> content) {
    return content.stream().flatMap(String::lines).distinct().count();
  }

  private static long attempts(JobId job) {
    return data.count(
        "select max(attempts) from task where job = $1 and kind = 'PIECE'", job.value());
  }

  private static String ready(Installation server) {
    HttpRequest request =
        HttpRequest.newBuilder(server.management().resolve("/health/ready")).build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().sendAsync(request, BodyHandlers.ofString()).join();
    return response.statusCode() + " " + response.body();
  }

  @Test
  @Order(1)
  void an_export_has_every_row_of_its_creation_and_the_bytes_of_one_from_the_primary()
      throws IOException {
    JobId late;
    try (Installation server = rig.installation("reads", true)) {
      addEndpoint(1);
      late = data.export(rig.app, StandbyRig.PIECES);
      data.untilFinished(StandbyRig.BOUND);

      assertThat(rig.rowsOf(server, standby)).isEqualTo(endpoints());
      assertThat(rig.rowsOf(server, "primary")).isZero();
      assertThat(rig.metrics(server).sum("longshore_read_wait_seconds_count"))
          .isEqualTo(StandbyRig.PIECES);
      assertThat(rig.metrics(server).sum("longshore_read_wait_seconds_sum"))
          .isGreaterThan(4.0 * StandbyRig.PIECES);
    }
    assertThat(lines(rig.content(late))).isEqualTo(endpoints());
    try (Installation server = rig.installation("plain", false)) {
      JobId plain = data.export(rig.app, StandbyRig.PIECES);
      data.untilFinished(StandbyRig.BOUND);

      assertThat(rig.content(plain)).isEqualTo(rig.content(late));
      assertThat(rig.rowsOf(server, "primary")).isEqualTo(endpoints());
    }
  }

  @Test
  @Order(2)
  void a_replica_that_stops_while_its_pieces_wait_leaves_an_export_that_another_ends()
      throws IOException {
    JobId job;
    try (Installation stopped = rig.installation("stopped", true)) {
      addEndpoint(2);
      job = data.export(rig.app, StandbyRig.PIECES);
      awaitRunning(job);
    }
    try (Installation next = rig.installation("next", true)) {
      data.untilFinished(StandbyRig.BOUND);
    }
    assertThat(lines(rig.content(job))).isEqualTo(endpoints());
  }

  @Test
  @Order(3)
  void an_export_whose_standby_is_killed_reads_from_the_primary_in_the_same_attempt()
      throws IOException {
    try (Installation server = rig.installation("killed", true)) {
      addEndpoint(3);
      JobId job = data.export(rig.app, StandbyRig.PIECES);
      awaitRunning(job);
      rig.postgres.standby().stopImmediately();
      data.untilFinished(StandbyRig.BOUND);

      assertThat(lines(rig.content(job))).isEqualTo(endpoints());
      assertThat(attempts(job)).isEqualTo(1);
      assertThat(rig.rowsOf(server, "primary")).isEqualTo(endpoints());
      // A report may be a second old, from before the standby was killed.
      data.until(
          "readiness names the standby, and is 200",
          StandbyRig.BOUND,
          () -> ready(server).matches("200 .*\"readNodes\":\"" + standby + ".*"));
    }
  }

  private static void awaitRunning(JobId job) {
    data.until(
        "the pieces wait for the standby",
        StandbyRig.BOUND,
        () ->
            data.count(
                    "select count(*) from task where job = $1 and kind = 'PIECE' and state = 'RUNNING'",
                    job.value())
                == StandbyRig.PIECES);
  }
}
