package io.longshore.operator;

import static io.longshore.fixture.Sdk.call;
import static io.longshore.operator.OperatorCalls.fileKey;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sdk;
import io.longshore.fixture.Sql;
import io.longshore.identity.key.AccessKey;
import io.longshore.operator.OperatorCalls.Reply;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;

/**
 * Page tokens of the operator API: each is valid for its account, list and filters only, and only
 * unchanged.
 */
@Timeout(120)
class OperatorPageTokensIT {

  private static final AccessKey OWNER = fileKey("111122223333");
  private static final AccessKey OTHER_ACCOUNT = fileKey("444455556666");
  private static final String BUCKET = "page-tokens";

  /** Lists by operation, with pages of one entry; {@code JOB} stands for the id of a job. */
  private static final Map<String, String> LISTS =
      Map.of(
          "longshore.ListJobs", "/jobs?maxResults=1",
          "longshore.ListJobEvents", "/jobs/JOB/events?maxResults=1",
          "longshore.ListJobTasks", "/jobs/JOB/tasks?maxResults=1",
          "longshore.ListJobOutputs", "/jobs/JOB/outputs?maxResults=1",
          "longshore.ListRejectedRows", "/jobs/JOB/rejected-rows?maxResults=1",
          "longshore.ListKeys", "/keys?maxResults=1",
          "longshore.ListEventDeliveries", "/events/deliveries?maxResults=1",
          "longshore.SearchAudit", "/audit?maxResults=1");

  /** A filter that a list of an account may have; that of keys has none but the account. */
  private static final Map<String, String> FILTERS =
      Map.of(
          "longshore.ListJobs", "&text=x",
          "longshore.ListEventDeliveries", "&status=DEAD",
          "longshore.SearchAudit", "&operation=pinpoint.CreateApp");

  @TempDir static Path folder;
  private static Installation server;
  private static OperatorCalls calls;
  private static String job;
  private static String other;

  @BeforeAll
  static void start() throws Exception {
    server = OperatorServer.start(folder, OWNER, OTHER_ACCOUNT);
    calls = new OperatorCalls(server.uri());
    for (AccessKey key : List.of(OWNER, OTHER_ACCOUNT)) {
      deliveries(key.account());
    }
    try (S3Objects objects = new S3Objects(server.s3(OWNER.account()))) {
      objects.createBucket(BUCKET);
      objects.put(BUCKET, "in.json", "{}\n[]\nx\n".getBytes(StandardCharsets.UTF_8));
    }
    AwsBasicCredentials owner = AwsBasicCredentials.create(OWNER.id(), OWNER.secret());
    try (PinpointAsyncClient pinpoint =
        Sdk.builder(PinpointAsyncClient.builder(), server.uri(), owner).build()) {
      String app =
          call(pinpoint.createApp(r -> r.createApplicationRequest(a -> a.name("tokens"))))
              .applicationResponse()
              .id();
      job = imported(pinpoint, app);
      other = imported(pinpoint, app);
    }
    for (AccessKey key : List.of(OWNER, OWNER, OTHER_ACCOUNT, OTHER_ACCOUNT)) {
      calls.post(key, "/keys", new JsonObject());
    }
    until(
        () ->
            calls
                    .get(OWNER, "/jobs?state=FAILED&state=SUCCEEDED")
                    .body()
                    .getJsonArray("Jobs")
                    .size()
                == 2);
    until(() -> calls.get(OWNER, "/audit?maxResults=1").body().containsKey("NextToken"));
  }

  private static void deliveries(String account) {
    Sql.run(
        server.database(),
        "INSERT INTO event_target (name, account) VALUES ('t-%s', '%s')"
            .formatted(account, account),
        """
        INSERT INTO event_delivery (target, event, account, source, detail_type, at, envelope,
                                    expires_at)
        SELECT 't-%s', gen_random_uuid(), '%s', 'longshore', 'Longshore Job State Change', now(),
               '{}', now() + interval '1 day'
          FROM generate_series(1, 2)"""
            .formatted(account, account));
  }

  private static String imported(PinpointAsyncClient pinpoint, String app) {
    return call(pinpoint.createImportJob(
            r ->
                r.applicationId(app)
                    .importJobRequest(
                        i ->
                            i.roleArn("arn:aws:iam::" + OWNER.account() + ":role/import")
                                .s3Url("s3://" + BUCKET + "/in.json")
                                .format("JSON"))))
        .importJobResponse()
        .id();
  }

  private static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + 60_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
    }
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void every_list_of_the_contract_is_read_here() throws IOException {
    JsonNode paths =
        new YAMLMapper()
            .readTree(OperatorPageTokensIT.class.getResource("/openapi/longshore.yaml"))
            .get("paths");
    Set<String> paged = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : paths.properties()) {
      boolean control = path.getKey().startsWith("/_longshore/v1/test/");
      for (JsonNode operation : path.getValue()) {
        if (!control && operation.path("parameters").toString().contains("/nextToken\"")) {
          paged.add(operation.get("operationId").asText());
        }
      }
    }
    assertThat(LISTS.keySet()).containsExactlyInAnyOrderElementsOf(paged);
  }

  @Test
  void a_token_continues_its_own_list_only() {
    Map<String, String> tokens = new TreeMap<>();
    LISTS.forEach((operation, path) -> tokens.put(operation, token(path)));
    tokens.forEach(
        (operation, token) -> {
          String path = LISTS.get(operation).replace("JOB", job);
          Reply first = calls.get(OWNER, path);
          Reply second = calls.get(OWNER, path + "&nextToken=" + token);
          assertThat(second.status()).as("%s: %s", operation, second).isEqualTo(200);
          assertThat(second.body()).isNotEqualTo(first.body());
          LISTS.forEach(
              (another, list) -> {
                if (!another.equals(operation)) {
                  refused(OWNER, list.replace("JOB", job), token);
                }
              });
        });
  }

  @Test
  void a_token_is_refused_for_another_account_job_or_filter() {
    LISTS.forEach(
        (operation, path) -> {
          String token = token(path);
          if (path.contains("JOB")) {
            refused(OWNER, path.replace("JOB", other), token);
            Reply foreign =
                calls.get(OTHER_ACCOUNT, path.replace("JOB", job) + "&nextToken=" + token);
            assertThat(foreign.status()).as("%s: %s", operation, foreign).isIn(400, 404);
          } else {
            refused(OTHER_ACCOUNT, path, token);
            if (FILTERS.containsKey(operation)) {
              refused(OWNER, path + FILTERS.get(operation), token);
            }
          }
        });
  }

  @Test
  void a_changed_token_is_refused() {
    LISTS.forEach(
        (operation, path) -> {
          String token = token(path);
          for (String changed :
              List.of(
                  token.substring(1),
                  token.substring(0, 20),
                  token + "AAAA",
                  (token.charAt(0) == 'A' ? 'B' : 'A') + token.substring(1),
                  "first",
                  "A".repeat(2048))) {
            refused(OWNER, path.replace("JOB", job), changed);
          }
        });
  }

  private static String token(String path) {
    Reply page = calls.get(OWNER, path.replace("JOB", job));
    assertThat(page.body().getString("NextToken")).as("%s: %s", path, page).isNotNull();
    return page.text("NextToken");
  }

  private static void refused(AccessKey caller, String path, String token) {
    Reply reply = calls.get(caller, path + "&nextToken=" + token);
    assertThat(reply.status()).as("%s: %s", path, reply).isEqualTo(400);
    assertThat(reply.error()).contains("ValidationException");
    assertThat(reply.text("Message")).contains("oken");
  }
}
