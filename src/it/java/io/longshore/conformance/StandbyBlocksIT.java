package io.longshore.conformance;

import static io.longshore.conformance.RolesFixture.ended;
import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Waiting.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Backends;
import io.longshore.fixture.Gzip;
import io.longshore.fixture.Installation;
import io.longshore.fixture.PrometheusSeries;
import io.longshore.fixture.ReplicatedPostgres;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sdk;
import io.longshore.fixture.Sql;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;

/**
 * Exports that pass blocks on, on a server that reads from a standby which applies every commit
 * late: they have what was there at their creation.
 */
@Timeout(240)
class StandbyBlocksIT {

  private static final String BUCKET = "standby-blocks-it";
  private static final String ROLE = "arn:aws:iam::000000000000:role/export";
  private static final String ROLES = "{\"arn:aws:iam::*:role/*\": {\"allowed\": \"s3://*\"}}";
  private static final int ENDPOINTS = 20_000;

  private static final String LOAD =
      """
      insert into pinpoint_endpoint (container, bucket, id, line, version, revision)
      select '%s', (crc32c(convert_to('e' || n, 'UTF8')) & 255)::smallint, 'e' || n,
             '{"Id":"e' || n || '","Attributes":{"a":["' || repeat('x', 200) || '"]}}', 1, 1
        from generate_series(1, %d) n order by 2""";

  @TempDir static Path folder;

  private static Vertx vertx;
  private static ReplicatedPostgres postgres;
  private static Installation server;
  private static S3Objects objects;

  @BeforeAll
  static void replicate() throws IOException {
    vertx = Vertx.vertx();
    postgres = new ReplicatedPostgres(folder);
    postgres.replicate(Map.of("recovery_min_apply_delay", "500ms", "hot_standby_feedback", "on"));
    server =
        postgres.installation("server", true, Map.of("roles", ROLES, "upkeep.blocksFrom", "1000"));
    objects = new S3Objects(Backends.s3());
    objects.createBucket(BUCKET);
  }

  @AfterAll
  static void end() {
    objects.close();
    server.close();
    postgres.close();
    await(vertx.close());
  }

  @Test
  void blocks_are_passed_on_and_what_was_changed_since_is_read() {
    try (PinpointAsyncClient pinpoint =
        Sdk.client(PinpointAsyncClient.builder(), server.uri(), ReplicatedPostgres.KEY)) {
      String app = RolesFixture.app(pinpoint);
      Sql.run(postgres.database, LOAD.formatted(app, ENDPOINTS), "analyze pinpoint_endpoint");
      exported(pinpoint, app, "first/");
      awaitBlocks(app);
      Sql.run(
          postgres.database,
          "update pinpoint_endpoint set line = line || ' ' where id = 'e77'",
          "insert into pinpoint_endpoint (container, bucket, id, line, version, revision)"
              + " values ('%s', 7, 'new', '{\"Id\":\"new\"}', 1, 1)".formatted(app),
          "delete from pinpoint_endpoint where id = 'e88'");
      double passed = passedOn();

      String job = exported(pinpoint, app, "blocks/");

      List<String> lines =
          objects.keys(BUCKET).stream()
              .filter(key -> key.startsWith("blocks/" + job))
              .map(key -> new String(Gzip.plain(objects.bytes(BUCKET, key)), UTF_8))
              .flatMap(String::lines)
              .sorted()
              .toList();
      assertThat(lines)
          .isEqualTo(
              Sql.run(
                  postgres.database,
                  "select line from pinpoint_endpoint where container = '%s' order by line collate \"C\""
                      .formatted(app)))
          .hasSize(ENDPOINTS)
          .contains("{\"Id\":\"new\"}");
      assertThat(passedOn()).isGreaterThan(passed);
      assertThat(metrics().value("longshore_read_rows_total", "node", postgres.replicaName()))
          .isEqualTo(2 * ENDPOINTS);
      assertThat(metrics().value("longshore_read_rows_total", "node", "primary")).isZero();
    }
  }

  private static PrometheusSeries metrics() {
    return PrometheusSeries.until(vertx, server.management(), "any", all -> true);
  }

  private static double passedOn() {
    return metrics().value("longshore_blocks_total", "event", "passed");
  }

  private static String exported(PinpointAsyncClient pinpoint, String app, String prefix) {
    String job = call(RolesFixture.export(pinpoint, app, ROLE, "s3://" + BUCKET + "/" + prefix));
    assertThat(ended(pinpoint, app, job).jobStatus()).isEqualTo(JobStatus.COMPLETED);
    return job;
  }

  private static void awaitBlocks(String app) {
    String built =
        "select count(distinct bucket) from pinpoint_block where container = '%s'".formatted(app);
    for (int look = 0; look < 1200; look++) {
      if (Sql.run(postgres.database, built).get(0).equals("256")) {
        return;
      }
      await(vertx.timer(50).mapEmpty());
    }
    throw new AssertionError("No blocks of " + app);
  }
}
