package io.longshore.operator;

import static io.longshore.operator.OperatorCalls.fileKey;
import static io.longshore.operator.OperatorCalls.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Installation;
import io.longshore.fixture.Sql;
import io.longshore.identity.key.AccessKey;
import io.longshore.operator.OperatorCalls.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The operations on keys, policies and the audit log, through the edge. */
@Timeout(180)
class KeyOperationsIT {

  private static final String ACCOUNT = "111122223333";
  private static final String OTHER = "444455556666";
  private static final AccessKey OWNER = fileKey(ACCOUNT);
  private static final AccessKey OTHER_ACCOUNT = fileKey(OTHER);
  private static final AccessKey OPERATOR = fileKey(OperatorServer.OPERATOR);

  @TempDir static Path folder;
  private static Installation server;
  private static OperatorCalls calls;

  @BeforeAll
  static void start() throws Exception {
    server = OperatorServer.start(folder, OWNER, OTHER_ACCOUNT, OPERATOR);
    calls = new OperatorCalls(server.uri());
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void a_created_key_signs_and_its_secret_is_in_no_table() {
    Reply made = calls.post(OWNER, "/keys", new JsonObject());

    assertThat(made.status()).as(made.toString()).isEqualTo(200);
    assertThat(made.text("Account")).isEqualTo(ACCOUNT);
    assertThat(calls.get(key(made), "/keys").status()).isEqualTo(200);
    for (String table : List.of("access_key", "create_replay", "audit_event")) {
      assertThat(Sql.run(server.database(), "select t::text from " + table + " t"))
          .noneMatch(row -> row.contains(made.text("SecretAccessKey")));
    }
    assertThat(listed(OWNER, "")).contains(made.text("AccessKeyId"));
    assertThat(listed(OTHER_ACCOUNT, "")).doesNotContain(made.text("AccessKeyId"));
    assertThat(listed(OPERATOR, "?account=" + ACCOUNT)).contains(made.text("AccessKeyId"));
  }

  @Test
  void a_repeated_create_gets_the_same_key_and_stores_no_secret() {
    Map<String, String> invocation = Map.of("amz-sdk-invocation-id", UUID.randomUUID().toString());
    JsonObject body = new JsonObject().put("ExpiresInSeconds", 600);

    Reply first = calls.signed(OWNER, "POST", "/keys", body, invocation);
    Reply second = calls.signed(OWNER, "POST", "/keys", body, invocation);

    assertThat(first.status()).isEqualTo(200);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(Sql.run(server.database(), "select answer from create_replay")).isNotEmpty();
    assertThat(Sql.run(server.database(), "select answer from create_replay"))
        .noneMatch(answer -> answer != null && answer.contains(first.text("SecretAccessKey")));
  }

  @Test
  void nobody_makes_a_key_of_an_account_that_it_does_not_see() {
    JsonObject body = new JsonObject().put("Account", OTHER);

    assertThat(calls.post(OWNER, "/keys", body).error()).contains("AccessDeniedException");
    assertThat(calls.post(OPERATOR, "/keys", body).text("Account")).isEqualTo(OTHER);
  }

  @Test
  void a_restricted_key_makes_keys_that_may_do_as_much_at_most() {
    String policy = policy("longshore:*Key*");
    AccessKey restricted = create(OWNER, new JsonObject().put("Policy", policy));

    AccessKey inherits = create(restricted, new JsonObject());
    assertThat(calls.get(inherits, "/keys").status()).isEqualTo(200);
    assertThat(calls.get(inherits, "/audit").error()).contains("AccessDeniedException");
    assertThat(
            calls.post(restricted, "/keys", new JsonObject().put("Policy", policy("*:*"))).error())
        .contains("AccessDeniedException");
    String narrower =
        policy.replace(
            "]}", ",{\"Effect\":\"Deny\",\"Action\":\"longshore:CreateKey\",\"Resource\":\"*\"}]}");
    AccessKey reader = create(restricted, new JsonObject().put("Policy", narrower));
    assertThat(calls.post(reader, "/keys", new JsonObject()).error())
        .contains("AccessDeniedException");
  }

  @Test
  void a_restricted_key_cannot_rotate_an_unrestricted_one() {
    AccessKey full = create(OWNER, new JsonObject());
    AccessKey restricted = create(OWNER, new JsonObject().put("Policy", policy("longshore:*")));

    assertThat(calls.post(restricted, "/keys/" + full.id() + "/rotate", null).error())
        .contains("AccessDeniedException");
    assertThat(calls.post(OTHER_ACCOUNT, "/keys/" + full.id() + "/rotate", null).status())
        .isEqualTo(404);
    Reply rotated = calls.post(OWNER, "/keys/" + full.id() + "/rotate", null);
    assertThat(rotated.text("ReplacedAccessKeyId")).isEqualTo(full.id());
    assertThat(calls.get(key(rotated), "/keys").status()).isEqualTo(200);
  }

  @Test
  void a_key_that_expires_makes_and_rotates_none_that_outlives_it() {
    Reply made = calls.post(OWNER, "/keys", new JsonObject().put("ExpiresInSeconds", 600));
    Instant end = Instant.parse(made.text("ExpiresAt"));

    Reply child = calls.post(key(made), "/keys", new JsonObject().put("ExpiresInSeconds", 86_400));
    Reply rotated = calls.post(key(made), "/keys/" + made.text("AccessKeyId") + "/rotate", null);

    assertThat(Instant.parse(child.text("ExpiresAt"))).isBeforeOrEqualTo(end.plusMillis(1));
    assertThat(Instant.parse(rotated.text("ExpiresAt"))).isBeforeOrEqualTo(end.plusMillis(1));
  }

  @Test
  void wrong_requests_are_refused_with_the_reason() {
    assertThat(calls.post(OWNER, "/keys", new JsonObject().put("Temporary", true)).text("Message"))
        .isEqualTo("A temporary key needs ExpiresInSeconds");
    assertThat(calls.post(OWNER, "/keys", new JsonObject().put("Policy", "no json")).error())
        .contains("ValidationException");
    assertThat(calls.post(OWNER, "/keys/AKIAAAAAAAAAAAAAAAAA/disable", null).status())
        .isEqualTo(404);
    assertThat(calls.get(OWNER, "/audit?after=yesterday").status()).isEqualTo(400);
  }

  @Test
  void the_policy_of_a_key_is_explained_to_its_account() {
    AccessKey restricted = create(OWNER, new JsonObject().put("Policy", policy("longshore:*Key*")));
    JsonObject asked =
        new JsonObject().put("AccessKeyId", restricted.id()).put("Action", "longshore:GetJob");

    Reply explained = calls.post(OWNER, "/policies/explain", asked);

    assertThat(explained.body().getBoolean("Allowed")).isFalse();
    assertThat(explained.text("Because")).isEqualTo("no statement allows it");
    assertThat(calls.post(OTHER_ACCOUNT, "/policies/explain", asked).status()).isEqualTo(404);
  }

  @Test
  void the_audit_log_shows_an_account_its_own_calls_and_an_operator_all() {
    AccessKey made = create(OWNER, new JsonObject());
    String found = "/audit?resource=" + made.id();

    Reply own = until(() -> calls.get(OWNER, found), reply -> events(reply).size() > 0);

    assertThat(events(own).getJsonObject(0).getString("Operation")).isEqualTo("keys.Create");
    assertThat(events(own).getJsonObject(0).getString("AccessKeyId")).isEqualTo(ACCOUNT);
    assertThat(events(calls.get(OTHER_ACCOUNT, found))).isEmpty();
    assertThat(events(calls.get(OPERATOR, found))).hasSize(1);
    assertThat(calls.get(OTHER_ACCOUNT, found + "&account=" + ACCOUNT).status()).isEqualTo(403);
    Reply page = calls.get(OPERATOR, "/audit?maxResults=1");
    assertThat(
            events(calls.get(OPERATOR, "/audit?maxResults=1&nextToken=" + page.text("NextToken"))))
        .isNotEqualTo(events(page));
  }

  @Test
  void only_an_operator_verifies_the_audit_log() {
    assertThat(calls.post(OWNER, "/audit/verify", null).error()).contains("AccessDeniedException");
    Reply verified = calls.post(OPERATOR, "/audit/verify", null);
    assertThat(verified.body().getBoolean("Valid")).as(verified.toString()).isTrue();
  }

  private static AccessKey create(AccessKey by, JsonObject body) {
    Reply made = calls.post(by, "/keys", body);
    assertThat(made.status()).as(made.toString()).isEqualTo(200);
    return key(made);
  }

  private static String policy(String action) {
    return ("{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':'%s','Resource':'*'}]}")
        .formatted(action)
        .replace('\'', '"');
  }

  private static List<String> listed(AccessKey by, String query) {
    return calls.get(by, "/keys" + query).body().getJsonArray("Keys").stream()
        .map(key -> ((JsonObject) key).getString("AccessKeyId"))
        .toList();
  }

  private static JsonArray events(Reply reply) {
    return reply.body().getJsonArray("Events");
  }

  private static Reply until(Supplier<Reply> call, Predicate<Reply> wish) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    Reply reply = call.get();
    while (!wish.test(reply)) {
      assertThat(System.nanoTime()).as(reply.toString()).isLessThan(end);
      reply = call.get();
    }
    return reply;
  }
}
