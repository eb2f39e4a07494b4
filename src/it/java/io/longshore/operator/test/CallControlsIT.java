package io.longshore.operator.test;

import static io.longshore.fixture.Sdk.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.fixture.Sdk;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;
import software.amazon.awssdk.services.personalize.model.PersonalizeException;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.PinpointException;
import software.amazon.awssdk.services.pinpoint.model.TooManyRequestsException;

/** Calls that fail or are late as a test decides, and the journal of calls. */
@Timeout(120)
class CallControlsIT {

  @RegisterExtension static final ServerOfAccounts INSTALLATION = new ServerOfAccounts(Map.of());

  private final TestAccount account = INSTALLATION.account();

  private static JsonObject faults(JsonObject... rules) {
    return new JsonObject().put("Faults", new JsonArray(List.of(rules)));
  }

  private static JsonObject rule(String service, String operation, int status, String code) {
    return new JsonObject()
        .put("Service", service)
        .put("Operation", operation)
        .put("Error", new JsonObject().put("StatusCode", status).put("Code", code));
  }

  private void apps() {
    call(account.pinpoint.getApps(r -> {}));
  }

  private long count(String query) {
    return account.get("/calls/count" + query).body().getLong("Count");
  }

  @Test
  void calls_fail_so_many_times_in_the_form_of_their_service_and_the_sdk_repeats_them() {
    account.post(
        "/faults",
        faults(rule("pinpoint", "GetApps", 429, "TooManyRequestsException").put("Times", 2)));

    assertThatThrownBy(this::apps).isInstanceOf(TooManyRequestsException.class);
    try (PinpointAsyncClient retrying =
        PinpointAsyncClient.builder()
            .endpointOverride(INSTALLATION.server().uri())
            .region(Region.US_EAST_1)
            .credentialsProvider(() -> AwsBasicCredentials.create(account.id, "test"))
            .build()) {
      retrying.getApps(r -> {}).join();
    }
    assertThat(count("?operation=GetApps")).isEqualTo(3);
    assertThat(count("?operation=GetApps&statusCode=429")).isEqualTo(2);
    assertThat(
            account
                .get("/faults")
                .body()
                .getJsonArray("Faults")
                .getJsonObject(0)
                .getInteger("Left"))
        .isZero();
  }

  @Test
  void the_error_of_a_json_service_has_its_own_protocol() {
    account.post("/faults", faults(rule("personalize", "ListSchemas", 503, "ServiceUnavailable")));
    try (PersonalizeAsyncClient personalize =
        Sdk.builder(
                PersonalizeAsyncClient.builder(),
                INSTALLATION.server().uri(),
                AwsBasicCredentials.create(account.id, "test"))
            .build()) {
      assertThatThrownBy(() -> call(personalize.listSchemas(r -> {})))
          .isInstanceOfSatisfying(
              PersonalizeException.class,
              failure -> {
                assertThat(failure.statusCode()).isEqualTo(503);
                assertThat(failure.awsErrorDetails().errorCode()).isEqualTo("ServiceUnavailable");
              });
    }
  }

  @Test
  void the_rules_of_an_account_hurt_no_other_account_and_can_be_added_and_removed() {
    JsonObject all = new JsonObject();
    account.post("/faults", faults(all));
    assertThatThrownBy(this::apps).isInstanceOf(PinpointException.class);
    try (TestAccount other = new TestAccount(INSTALLATION.server())) {
      call(other.pinpoint.getApps(r -> {}));
      assertThat(other.get("/faults").body().getJsonArray("Faults")).isEmpty();
      assertThat(other.get("/faults?account=" + account.id).status()).isEqualTo(403);
    }
    JsonObject late = new JsonObject().put("Operation", "GetApps").put("LatencyMillis", 300);
    assertThat(account.send("PATCH", "/faults", faults(late)).body().getJsonArray("Faults"))
        .hasSize(2);
    assertThat(account.send("DELETE", "/faults", faults(all)).body().getJsonArray("Faults"))
        .hasSize(1);
    apps();
    JsonObject newest =
        account.get("/calls?maxResults=1").body().getJsonArray("Calls").getJsonObject(0);
    assertThat(newest.getDouble("DurationMillis")).isGreaterThanOrEqualTo(300);
    assertThat(newest.getBoolean("Injected")).isTrue();
    assertThat(account.send("DELETE", "/faults", null).body().getJsonArray("Faults")).isEmpty();
    assertThat(
            account.post("/faults", faults(rule("sqs", "SendMessage", 500, "X"))).text("Message"))
        .contains("sqs");
  }

  @Test
  void a_rule_with_probability_zero_never_and_one_of_another_region_does_not_happen() {
    account.post(
        "/faults",
        faults(
            new JsonObject().put("Probability", 0),
            new JsonObject().put("Region", "eu-west-1"),
            new JsonObject().put("Service", "dataexchange")));
    for (int i = 0; i < 20; i++) {
      apps();
    }
    assertThat(count("")).isEqualTo(20);
  }

  @Test
  void the_journal_has_each_call_and_what_differs_in_a_refused_signature() {
    apps();
    assertThatThrownBy(() -> call(account.pinpoint.getApp(r -> r.applicationId("unknown"))))
        .isInstanceOf(SdkServiceException.class);
    try (PinpointAsyncClient wrong =
        Sdk.builder(
                PinpointAsyncClient.builder(),
                INSTALLATION.server().uri(),
                AwsBasicCredentials.create(account.id, "wrong"))
            .build()) {
      assertThatThrownBy(() -> call(wrong.getApps(r -> {}))).isInstanceOf(PinpointException.class);
    }

    JsonArray calls = account.get("/calls").body().getJsonArray("Calls");
    assertThat(calls).hasSize(3);
    JsonObject refused = calls.getJsonObject(0);
    assertThat(refused.getInteger("Status")).isEqualTo(403);
    assertThat(refused.getString("SignatureDifference")).contains("The secret");
    assertThat(refused.containsKey("Operation")).isFalse();
    JsonObject unknown = calls.getJsonObject(1);
    assertThat(unknown.getString("Operation")).isEqualTo("GetApp");
    assertThat(unknown.getString("Service")).isEqualTo("pinpoint");
    assertThat(unknown.getString("ErrorCode")).isEqualTo("NotFoundException");
    JsonObject first = calls.getJsonObject(2);
    assertThat(first.getString("Operation")).isEqualTo("GetApps");
    assertThat(first.getInteger("Status")).isEqualTo(200);
    assertThat(first.getString("RequestId")).isNotBlank();

    JsonObject page = account.get("/calls?maxResults=2").body();
    assertThat(page.getJsonArray("Calls")).hasSize(2);
    assertThat(
            account
                .get(
                    "/calls?maxResults=2&nextToken="
                        + URLEncoder.encode(page.getString("NextToken"), StandardCharsets.UTF_8))
                .body()
                .getJsonArray("Calls"))
        .hasSize(1);
    assertThat(count("?calledAfter=2099-01-01T00:00:00Z")).isZero();
    try (TestAccount stranger = new TestAccount(INSTALLATION.server())) {
      assertThat(stranger.get("/calls").body().encode()).doesNotContain(account.id);
      assertThat(stranger.get("/calls?account=" + account.id).status()).isEqualTo(403);
    }
    assertThat(account.send("DELETE", "/calls", null).body().getInteger("Count")).isEqualTo(3);
    assertThat(count("")).isZero();
  }

  @Test
  void rules_of_LocalStack_need_no_signature_concern_all_accounts_and_are_not_for_web_pages()
      throws Exception {
    String path = "/_localstack/chaos/faults";
    String rule =
        "[{\"service\":\"pinpoint\",\"operation\":\"GetApps\",\"error\":{\"statusCode\":503,\"code\":\"ServiceUnavailable\"}}]";
    try {
      assertThat(local("POST", path, rule).body()).contains("\"operation\":\"GetApps\"");
      assertThatThrownBy(this::apps).isInstanceOf(PinpointException.class);
      assertThat(new JsonArray(local("GET", path, null).body())).hasSize(1);
      assertThat(local("PATCH", path, "[{\"service\":\"s3\"}]").body()).contains("s3");
      assertThat(local("POST", path, "{}").statusCode()).isEqualTo(400);
      assertThat(local("POST", path, "[1]").statusCode()).isEqualTo(400);
      HttpRequest ofPage =
          HttpRequest.newBuilder(URI.create(INSTALLATION.server().uri() + path))
              .header("Content-Type", "text/plain")
              .POST(HttpRequest.BodyPublishers.ofString("[{}]"))
              .build();
      assertThat(
              HttpClient.newHttpClient()
                  .send(ofPage, HttpResponse.BodyHandlers.ofString())
                  .statusCode())
          .isEqualTo(403);
      assertThat(local("DELETE", path, rule).body()).doesNotContain("GetApps");
      apps();
      assertThat(local("POST", "/_localstack/chaos/effects", "{\"latency\":200}").body())
          .isEqualTo("{\"latency\":200}");
      apps();
      assertThat(
              account
                  .get("/calls?maxResults=1")
                  .body()
                  .getJsonArray("Calls")
                  .getJsonObject(0)
                  .getDouble("DurationMillis"))
          .isGreaterThan(199);
    } finally {
      local("POST", path, "[]");
      local("POST", "/_localstack/chaos/effects", "{\"latency\":0}");
    }
    assertThat(local("GET", "/_localstack/init/ready", null).body())
        .isEqualTo("{\"completed\":true,\"scripts\":[]}");
  }

  private static HttpResponse<String> local(String method, String path, String body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(INSTALLATION.server().uri() + path))
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }
}
