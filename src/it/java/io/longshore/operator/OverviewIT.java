package io.longshore.operator;

import static io.longshore.operator.OperatorCalls.fileKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Installation;
import io.longshore.fixture.Sql;
import io.longshore.job.JobId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** GetOverview of an installation with quotas that are used up, and with something wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OverviewIT {

  private static final String BUSY = "111122223333";
  private static final String IDLE = "444455556666";
  private static final String OPERATOR = "000000000000";

  @TempDir static Path folder;

  private Installation server;

  @BeforeAll
  void start() {
    server = Installation.start(folder, Map.of("worker.perAccount", "1", "worker.slots", "2"));
    for (int i = 0; i < 2; i++) {
      Sql.run(server.database(), job(JobId.random(), "cleanroomsml.training"));
    }
    JobId running = JobId.random();
    Sql.run(
        server.database(),
        job(running, "pinpoint.export"),
        "INSERT INTO task (job, seq, kind, type, account, state, spec, max_attempts, epoch, attempts,"
            + " lease_id, lease_owner, lease_until, claimed_at, mark_at, rows, pace, sent_pace)"
            + " VALUES ('%s', 0, 'PIECE', 'pinpoint.export', '%s', 'RUNNING', '{}', 5, 1, 1, '%1$s',"
                .formatted(running.value(), BUSY)
            + " 'w', now() + interval '1 hour', now(), now() + interval '1 hour', 5, 10.5, 2048)",
        "INSERT INTO restored_copy DEFAULT VALUES");
  }

  @AfterAll
  void close() {
    server.close();
  }

  @Test
  void an_account_sees_the_quotas_that_it_has_nearly_used_up_and_no_others() {
    JsonObject busy = overview(BUSY);
    assertThat(quotas(busy))
        .containsExactly(
            "cleanroomsml jobs-training " + BUSY + " 2 of 2",
            "null worker.perAccount " + BUSY + " 1 of 1");
    assertThat(busy.getDouble("RowsPerSecond")).isEqualTo(10.5);
    assertThat(busy.getDouble("BytesPerSecond")).isEqualTo(2048);
    assertThat(busy.containsKey("Findings")).isFalse();
    assertThat(busy.containsKey("Replicas")).isFalse();

    JsonObject idle = overview(IDLE);
    assertThat(quotas(idle)).isEmpty();
    assertThat(idle.containsKey("BytesPerSecond")).isFalse();
    assertThat(quotas(overview(OPERATOR))).containsExactlyElementsOf(quotas(busy));
  }

  @Test
  void an_operator_sees_what_the_checks_of_doctor_find() {
    JsonArray findings = overview(OPERATOR).getJsonArray("Findings");

    JsonObject copy =
        IntStream.range(0, findings.size())
            .mapToObj(findings::getJsonObject)
            .filter(finding -> finding.getString("Check").equals("copy"))
            .findFirst()
            .orElseThrow();
    assertThat(copy.getString("Severity")).isEqualTo("ERROR");
    assertThat(copy.getString("Message")).contains("restored from a backup");
    assertThat(copy.getString("Advice")).contains("jobs release --all");
  }

  private JsonObject overview(String account) {
    var reply = new OperatorCalls(server.uri()).get(fileKey(account), "/overview");
    assertThat(reply.status()).as("%s", reply).isEqualTo(200);
    return reply.body();
  }

  private static List<String> quotas(JsonObject overview) {
    JsonArray quotas = overview.getJsonArray("Quotas");
    return IntStream.range(0, quotas.size())
        .mapToObj(quotas::getJsonObject)
        .map(
            quota ->
                "%s %s %s %d of %d"
                    .formatted(
                        quota.getString("Service"),
                        quota.getString("Name"),
                        quota.getString("Account"),
                        quota.getLong("Used"),
                        quota.getLong("Limit")))
        .toList();
  }

  /** Inserts a job that no worker claims. */
  private static String job(JobId id, String type) {
    return "INSERT INTO job (id, account, region, type, container, spec, word, pieces, held)"
        + " VALUES ('%s', '%s', 'us-east-1', '%s', 'c', '{}', 'CREATED', 1, true)"
            .formatted(id.value(), BUSY, type);
  }
}
