package io.longshore.operator;

import static io.longshore.operator.OperatorCalls.fileKey;
import static io.longshore.operator.OperatorCalls.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Installation;
import io.longshore.identity.key.AccessKey;
import io.longshore.operator.OperatorCalls.Reply;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sessions and their tokens, through the edge. */
@Timeout(180)
class SessionsIT {

  private static final String ACCOUNT = "111122223333";
  private static final AccessKey OWNER = fileKey(ACCOUNT);
  private static final long END_OF_DISABLED_KEY_SECONDS = 5;

  @TempDir static Path folder;
  private static Installation server;
  private static OperatorCalls calls;

  @BeforeAll
  static void start() throws Exception {
    server = OperatorServer.start(folder, OWNER);
    calls = new OperatorCalls(server.uri());
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void a_session_calls_every_contract_as_its_key() {
    String token = session(OWNER);

    assertThat(bearer("GET", "/_longshore/v1/keys", token, Map.of()).status()).isEqualTo(200);
    assertThat(
            bearer("GET", "/v1/apps", token, Map.of("X-Longshore-Service", "mobiletargeting"))
                .status())
        .isEqualTo(200);
    assertThat(
            bearer("GET", "/v1/jobs", token, Map.of("X-Longshore-Service", "dataexchange"))
                .status())
        .isEqualTo(200);
    assertThat(bearer("GET", "/v1/apps", token, Map.of()).text("Message"))
        .contains("X-Longshore-Service");
  }

  @Test
  void a_session_creates_no_session() {
    Reply refused = bearer("POST", "/_longshore/v1/sessions", session(OWNER), Map.of());

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("Message")).contains("A session cannot create another session");
  }

  @Test
  void s3_and_presigned_requests_take_no_session() {
    String token = session(OWNER);

    assertThat(bearer("GET", "/", token, Map.of("X-Longshore-Service", "s3")).status())
        .isEqualTo(404);
    assertThat(bearer("GET", "/some-bucket/some-key", token, Map.of()).status()).isEqualTo(404);
    assertThat(
            calls
                .plain("GET", "/_longshore/v1/keys?X-Amz-Security-Token=" + token, null, Map.of())
                .error())
        .contains("IncompleteSignatureException");
  }

  @Test
  void a_page_token_and_a_changed_token_are_no_sessions() {
    create(OWNER, new JsonObject());
    create(OWNER, new JsonObject());
    String page = calls.get(OWNER, "/keys?maxResults=1").text("NextToken");
    String token = session(OWNER);

    for (String wrong : List.of(page, "lss_" + page, "x" + token, token + "A", "none")) {
      Reply refused = bearer("GET", "/_longshore/v1/keys", wrong, Map.of());
      assertThat(refused.error()).as(wrong).contains("UnrecognizedClientException");
    }
  }

  @Test
  void a_disabled_key_loses_its_session_within_5_seconds() {
    AccessKey made = create(OWNER, new JsonObject());
    String token = session(made);
    assertThat(bearer("GET", "/_longshore/v1/keys", token, Map.of()).status()).isEqualTo(200);

    assertThat(calls.post(OWNER, "/keys/" + made.id() + "/disable", null).text("State"))
        .isEqualTo("DISABLED");
    long from = System.nanoTime();
    until(
        () -> bearer("GET", "/_longshore/v1/keys", token, Map.of()),
        reply -> reply.error().contains("UnrecognizedClientException"));

    assertThat(Duration.ofNanos(System.nanoTime() - from))
        .isLessThan(Duration.ofSeconds(END_OF_DISABLED_KEY_SECONDS));
    assertThat(calls.post(OWNER, "/keys/" + made.id() + "/disable", null).status()).isEqualTo(200);
  }

  @Test
  void a_session_has_the_policy_of_its_key() {
    AccessKey restricted =
        create(OWNER, new JsonObject().put("Policy", policy("longshore:CreateSession")));

    assertThat(bearer("GET", "/_longshore/v1/keys", session(restricted), Map.of()).error())
        .contains("AccessDeniedException");
  }

  private static Reply bearer(
      String method, String target, String token, Map<String, String> headers) {
    Map<String, String> all = new HashMap<>(headers);
    all.put("Authorization", "Bearer " + token);
    return calls.plain(method, target, null, all);
  }

  private static String session(AccessKey key) {
    Reply made = calls.post(key, "/sessions", new JsonObject());
    assertThat(made.status()).as(made.toString()).isEqualTo(200);
    return made.text("Token");
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
