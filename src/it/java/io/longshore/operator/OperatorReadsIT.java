package io.longshore.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.longshore.identity.key.AccessKey;
import io.longshore.identity.sigv4.SigV4Signer;
import io.longshore.identity.sigv4.SignedRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Jobs of Pinpoint as the operator API shows them to their account, to another and to operators.
 */
class OperatorReadsIT {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String OPERATOR = "000000000000";
  private static String owner;
  private static String other;
  private static String exported;
  private static String imported;

  private record Reply(int status, String error, JsonObject json) {}

  @BeforeAll
  static void run() throws Exception {
    owner = account();
    other = account();
    String bucket = "operator-" + owner;
    try (S3Objects objects = new S3Objects(Installation.shared().s3(owner))) {
      objects.createBucket(bucket);
      String good = "{\"ChannelType\":\"EMAIL\",\"Address\":\"a@example.com\",\"Id\":\"one\"}\n";
      objects.put(bucket, "in.json", (good + "{\"Id\": 7\n").getBytes(StandardCharsets.UTF_8));
    }
    String app = pinpoint("/v1/apps", "{\"Name\":\"n\"}").getString("Id");
    String role = "\"RoleArn\":\"arn:aws:iam::" + owner + ":role/r\"";
    imported =
        pinpoint(
                "/v1/apps/" + app + "/jobs/import",
                "{%s,\"S3Url\":\"s3://%s/in.json\",\"Format\":\"JSON\",\"RegisterEndpoints\":true}"
                    .formatted(role, bucket))
            .getString("Id");
    ended(imported);
    exported =
        pinpoint(
                "/v1/apps/" + app + "/jobs/export",
                "{%s,\"S3UrlPrefix\":\"s3://%s/out/\"}".formatted(role, bucket))
            .getString("Id");
    ended(exported);
  }

  private static String account() {
    return "71%010d".formatted(ThreadLocalRandom.current().nextLong(10_000_000_000L));
  }

  private static void ended(String job) throws Exception {
    long end = System.nanoTime() + 60_000_000_000L;
    while (!job(owner, job + "?wait=10s").containsKey("FinishedAt")) {
      assertThat(System.nanoTime()).as("%s", job(owner, job)).isLessThan(end);
    }
  }

  private static JsonObject pinpoint(String path, String body) throws Exception {
    return call(owner, "mobiletargeting", "POST", path, body).json();
  }

  private static Reply get(String account, String path) throws Exception {
    return call(account, "longshore", "GET", "/_longshore/v1" + path, "");
  }

  private static Reply call(String account, String service, String method, String path, String body)
      throws IOException, InterruptedException {
    URI base = Installation.shared().uri();
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    SignedRequest signed =
        new SigV4Signer(new AccessKey(account, "test", account, true), InstantSource.system())
            .sign(
                new SignedRequest(
                    method, path, List.of(Map.entry("Host", base.getAuthority())), bytes),
                "us-east-1",
                service);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .method(method, HttpRequest.BodyPublishers.ofByteArray(bytes));
    signed.headers().stream()
        .filter(header -> !header.getKey().equals("Host"))
        .forEach(header -> request.header(header.getKey(), header.getValue()));
    HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
    return new Reply(
        response.statusCode(),
        response.headers().firstValue("x-amzn-ErrorType").orElse(""),
        new JsonObject(response.body()));
  }

  private static JsonObject job(String account, String id) throws Exception {
    return get(account, "/jobs/" + id).json().getJsonObject("Job");
  }

  private static JsonObject first(JsonArray list) {
    return list.getJsonObject(0);
  }

  @Test
  void a_list_has_the_newest_job_first_and_its_pages_continue() throws Exception {
    JsonObject page = get(owner, "/jobs?maxResults=1").json();
    assertThat(first(page.getJsonArray("Jobs")).getString("JobId")).isEqualTo(exported);
    JsonObject next =
        get(owner, "/jobs?maxResults=1&nextToken=" + page.getString("NextToken")).json();

    assertThat(first(next.getJsonArray("Jobs")).getString("JobId")).isEqualTo(imported);
    assertThat(next.containsKey("NextToken")).isFalse();
    assertThat(get(owner, "/jobs?state=FAILED&nextToken=" + page.getString("NextToken")).error())
        .isEqualTo("ValidationException");
  }

  @Test
  void the_overview_shows_replicas_to_operators_only() throws Exception {
    assertThat(get(OPERATOR, "/overview").json().getJsonArray("Replicas")).isNotEmpty();
    assertThat(get(owner, "/overview").json().containsKey("Replicas")).isFalse();
  }

  @Test
  void the_settings_are_shown_to_operators_only() throws Exception {
    assertThat(get(OPERATOR, "/settings").json().getJsonArray("Settings"))
        .anySatisfy(
            each -> assertThat(((JsonObject) each).getString("Name")).isEqualTo("http.port"));
    assertThat(get(owner, "/settings").error()).isEqualTo("AccessDeniedException");
  }

  @Test
  void filters_find_the_import_that_refused_a_row() throws Exception {
    JsonObject found =
        get(owner, "/jobs?hasRejectedRows=true&service=pinpoint&state=SUCCEEDED&text=in.json")
            .json();
    assertThat(found.getJsonArray("Jobs")).hasSize(1);
    assertThat(first(found.getJsonArray("Jobs")).getLong("RejectedRows")).isEqualTo(1);
    assertThat(get(owner, "/jobs?type=pinpoint.export&text=in.json").json().getJsonArray("Jobs"))
        .isEmpty();
  }

  @Test
  void a_job_shows_its_status_its_sums_and_its_request() throws Exception {
    JsonObject job = job(owner, exported);
    assertThat(job.getString("Status")).isEqualTo("COMPLETED");
    assertThat(job.getString("State")).isEqualTo("SUCCEEDED");
    assertThat(job.getString("ServiceJobId")).isEqualTo(exported);
    assertThat(job.getLong("Rows")).isEqualTo(1);
    assertThat(job.getLong("Bytes")).isPositive();
    assertThat(job.getInteger("PiecesDone")).isEqualTo(job.getInteger("Pieces")).isPositive();
    assertThat(job.getString("StartedAt"))
        .isBetween(job.getString("CreatedAt"), job.getString("FinishedAt"));
    assertThat(job.getJsonObject("Request").encode()).contains("/out/");
    assertThat(job.getJsonObject("Manifest").getString("Key")).startsWith("out/");
    assertThat(job.getString("Version")).isEqualTo(job(owner, exported).getString("Version"));
  }

  @Test
  void tasks_are_listed_in_their_order() throws Exception {
    JsonArray tasks = get(owner, "/jobs/" + exported + "/tasks").json().getJsonArray("Tasks");
    assertThat(tasks.stream().map(task -> ((JsonObject) task).getInteger("Sequence")).toList())
        .isSorted();
    JsonObject commit = tasks.getJsonObject(tasks.size() - 1);
    assertThat(commit.getString("Kind")).isEqualTo("COMMIT");
    assertThat(commit.getString("State")).isEqualTo("DONE");
    assertThat(commit.getString("OutputState")).isEqualTo("VISIBLE");
  }

  @Test
  void an_output_is_downloaded_as_an_attachment_and_previewed_decompressed() throws Exception {
    JsonObject output =
        first(get(owner, "/jobs/" + exported + "/outputs").json().getJsonArray("Outputs"));
    assertThat(output.getLong("Rows")).isEqualTo(1);
    assertThat(output.getString("Sha256")).hasSize(64);
    HttpResponse<byte[]> download =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(output.getString("DownloadUrl"))).build(),
            BodyHandlers.ofByteArray());
    assertThat(download.statusCode()).isEqualTo(200);
    assertThat((long) download.body().length).isEqualTo(output.getLong("Bytes"));
    assertThat(download.headers().firstValue("Content-Disposition").orElseThrow())
        .startsWith("attachment; filename=");
    JsonObject preview =
        get(owner, "/jobs/" + exported + "/outputs/" + output.getString("OutputId") + "/preview")
            .json();
    assertThat(preview.getBoolean("Truncated")).isFalse();
    assertThat(preview.getJsonArray("Lines")).hasSize(1);
    assertThat(preview.getJsonArray("Lines").getString(0)).contains("a@example.com");
    assertThat(get(owner, "/jobs/" + exported + "/outputs/99/preview").error())
        .isEqualTo("ResourceNotFoundException");
  }

  @Test
  void a_rejected_row_has_its_file_its_line_and_the_reason() throws Exception {
    JsonObject rejected = get(owner, "/jobs/" + imported + "/rejected-rows").json();
    assertThat(rejected.getLong("Total")).isEqualTo(1);
    JsonObject row = first(rejected.getJsonArray("RejectedRows"));
    assertThat(row.getString("File")).endsWith("in.json");
    assertThat(row.getInteger("Line")).isEqualTo(2);
    assertThat(row.getString("Reason")).isNotEmpty();
    assertThat(rejected.getJsonObject("Report").getString("Key")).endsWith("-manifest.json");
  }

  @Test
  void another_account_sees_no_job_and_an_operator_sees_it() throws Exception {
    for (String what : List.of("", "/tasks", "/outputs", "/rejected-rows", "/outputs/0/preview")) {
      Reply reply = get(other, "/jobs/" + exported + what);
      assertThat(reply.status()).as(what).isEqualTo(404);
      assertThat(reply.error()).isEqualTo("ResourceNotFoundException");
      assertThat(get(OPERATOR, "/jobs/" + exported + what).status()).as(what).isEqualTo(200);
    }
    assertThat(get(other, "/jobs").json().getJsonArray("Jobs")).isEmpty();
    assertThat(get(other, "/jobs?account=" + owner).error()).isEqualTo("AccessDeniedException");
    assertThat(get(OPERATOR, "/jobs?account=" + owner).json().getJsonArray("Jobs"))
        .hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void wrong_filters_are_refused_by_name() throws Exception {
    for (String wrong :
        List.of(
            "state=DONE",
            "service=s3",
            "maxResults=0",
            "createdAfter=yesterday",
            "account=1",
            "nextToken=x")) {
      Reply reply = get(owner, "/jobs?" + wrong);
      assertThat(reply.status()).as(wrong).isEqualTo(400);
      assertThat(reply.error()).isEqualTo("ValidationException");
      assertThat(reply.json().getString("Message"))
          .containsIgnoringCase(wrong.substring(0, wrong.indexOf('=')));
    }
  }
}
