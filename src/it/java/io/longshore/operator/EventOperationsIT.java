package io.longshore.operator;

import static io.longshore.operator.OperatorCalls.fileKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.EventTargets;
import io.longshore.fixture.Installation;
import io.longshore.fixture.Sql;
import io.longshore.identity.key.AccessKey;
import io.longshore.operator.OperatorCalls.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operations on targets of events, whose rows this test writes: no replica delivers them. */
class EventOperationsIT {

  private static final AccessKey OWNER = fileKey("111122223333");
  private static final AccessKey OTHER_ACCOUNT = fileKey("444455556666");
  private static final AccessKey OPERATOR = fileKey(OperatorServer.OPERATOR);
  private static final String DEAD = UUID.randomUUID().toString();
  private static final String DELIVERED = UUID.randomUUID().toString();

  @TempDir static Path folder;
  private static Installation server;
  private static OperatorCalls calls;

  @BeforeAll
  static void start() throws Exception {
    String configured =
        EventTargets.UNREACHABLE.replace(
            "{\"url\"", "{\"pattern\": {\"source\": [\"longshore\"]}, \"url\"");
    server =
        OperatorServer.start(
            folder, Map.of("events.targets", configured), OWNER, OTHER_ACCOUNT, OPERATOR);
    calls = new OperatorCalls(server.uri());
    sql(
        """
        INSERT INTO event_target (name, account, disabled_at, disabled_reason, last_error)
        VALUES ('mine', '111122223333', now(), 'The endpoint answered 410', 'The endpoint answered 410')""",
        "INSERT INTO event_target (name) VALUES ('all')",
        delivery("mine", DEAD, "'DEAD', now()"),
        delivery("mine", DELIVERED, "'DELIVERED', now()"),
        delivery("all", UUID.randomUUID().toString(), "'PENDING', NULL"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void an_account_sees_its_own_targets_and_an_operator_all_of_them() {
    JsonObject mine = targets(OWNER).getJsonObject(0);
    assertThat(names(OWNER)).containsExactly("mine");
    assertThat(names(OTHER_ACCOUNT)).isEmpty();
    assertThat(names(OPERATOR)).containsExactly("all", "mine", "unreachable");
    assertThat(mine.getString("Account")).isEqualTo("111122223333");
    assertThat(mine.getString("LastError")).isEqualTo("The endpoint answered 410");
    JsonObject all = targets(OPERATOR).getJsonObject(0);
    assertThat(all.getInteger("Pending")).isEqualTo(1);
    assertThat(all.getDouble("OldestPendingSeconds")).isGreaterThan(3000);
    assertThat(all.containsKey("Type")).isFalse();
  }

  @Test
  void a_target_of_the_configuration_shows_its_pattern_and_neither_address_nor_secret() {
    JsonObject target = targets(OPERATOR).getJsonObject(2);
    assertThat(target.getString("Type")).isEqualTo("webhook");
    assertThat(target.getString("Format")).isEqualTo("eventbridge");
    assertThat(new JsonObject(target.getString("Pattern")).getJsonArray("source"))
        .containsExactly("longshore");
    assertThat(target.encode()).doesNotContain("127.0.0.1:1\"", "whsec");
  }

  @Test
  void deliveries_are_listed_by_target_and_status_with_their_errors() {
    JsonArray delivered = deliveries(OWNER, "?target=mine&status=DELIVERED");
    assertThat(delivered).hasSize(1);
    assertThat(delivered.getJsonObject(0).getString("EventId")).isEqualTo(DELIVERED);
    assertThat(delivered.getJsonObject(0).getString("LastError")).isEqualTo("why");
    assertThat(deliveries(OWNER, "?target=all")).isEmpty();
    assertThat(deliveries(OTHER_ACCOUNT, "")).isEmpty();
    assertThat(deliveries(OPERATOR, "?target=all")).hasSize(1);
    assertThat(calls.get(OWNER, "/events/deliveries?status=LOST").status()).isEqualTo(400);
  }

  @Test
  void a_disabled_target_is_enabled_and_its_dead_letters_are_sent_again_by_those_who_see_it() {
    for (AccessKey key : List.of(OTHER_ACCOUNT)) {
      for (String action : List.of("enable", "redrive", "deliveries/" + DEAD + "/resend")) {
        assertThat(calls.post(key, "/events/targets/mine/" + action, null).status())
            .as(action)
            .isEqualTo(404);
      }
    }
    assertThat(targets(OWNER).getJsonObject(0).getString("State")).isEqualTo("DISABLED");
    Reply enabled = calls.post(OWNER, "/events/targets/mine/enable", null);
    assertThat(enabled.text("State")).isEqualTo("ENABLED");
    assertThat(targets(OWNER).getJsonObject(0).getString("State")).isEqualTo("ENABLED");

    Reply redriven = calls.post(OWNER, "/events/targets/mine/redrive", null);
    assertThat(redriven.body().getInteger("Redriven")).isEqualTo(1);
    assertThat(redriven.body().getBoolean("MoreDead")).isFalse();
    assertThat(status(DEAD)).isEqualTo("PENDING");

    Reply resent =
        calls.post(OWNER, "/events/targets/mine/deliveries/" + DELIVERED + "/resend", null);
    assertThat(resent.text("Status")).isEqualTo("PENDING");
    assertThat(status(DELIVERED)).isEqualTo("PENDING");
    assertThat(calls.post(OPERATOR, "/events/targets/none/redrive", null).error())
        .isEqualTo("ResourceNotFoundException");
    sql(
        "UPDATE event_delivery SET status = 'DELIVERED', ended_at = now() WHERE event = '"
            + DELIVERED
            + "'");
  }

  private static String delivery(String target, String event, String state) {
    return """
        INSERT INTO event_delivery (target, event, account, source, detail_type, at, envelope,
                                    expires_at, last_error, status, ended_at)
        VALUES ('%s', '%s', '111122223333', 'longshore', 'Longshore Job State Change',
                now() - interval '1 hour', '{}', now() + interval '1 hour', 'why', %s)"""
        .formatted(target, event, state);
  }

  private static List<String> sql(String... statements) {
    return Sql.run(server.database(), statements);
  }

  private static String status(String event) {
    return sql("SELECT status FROM event_delivery WHERE event = '" + event + "'").get(0);
  }

  private static JsonArray targets(AccessKey key) {
    return calls.get(key, "/events/targets").body().getJsonArray("Targets");
  }

  private static List<String> names(AccessKey key) {
    return targets(key).stream().map(target -> ((JsonObject) target).getString("Name")).toList();
  }

  private static JsonArray deliveries(AccessKey key, String query) {
    return calls.get(key, "/events/deliveries" + query).body().getJsonArray("Deliveries");
  }
}
