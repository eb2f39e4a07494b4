package io.longshore.operator.test;

import static io.longshore.fixture.Sdk.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sdk;
import io.longshore.identity.key.AccessKey;
import io.longshore.operator.OperatorCalls;
import io.longshore.operator.OperatorCalls.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.ExportJobResponse;
import software.amazon.awssdk.services.pinpoint.model.ImportJobResponse;

/** A new account with a bucket, as each test has one. */
final class TestAccount implements AutoCloseable {

  final String id;
  final String bucket;
  final AccessKey key;
  final PinpointAsyncClient pinpoint;
  final S3Objects objects;
  private final OperatorCalls calls;
  private String app;

  TestAccount(Installation server) {
    this(server, "31%010d".formatted(ThreadLocalRandom.current().nextLong(10_000_000_000L)));
    objects.createBucket(bucket);
  }

  TestAccount(Installation server, String id) {
    this.id = id;
    this.bucket = "controls-" + id;
    this.key = OperatorCalls.fileKey(id);
    calls = new OperatorCalls(server.uri());
    pinpoint =
        Sdk.builder(
                PinpointAsyncClient.builder(), server.uri(), AwsBasicCredentials.create(id, "test"))
            .build();
    objects = new S3Objects(server.s3(id));
  }

  String role() {
    return "arn:aws:iam::" + id + ":role/export";
  }

  Reply post(String path, JsonObject body) {
    return calls.post(key, "/test" + path, body);
  }

  Reply get(String path) {
    return calls.get(key, "/test" + path);
  }

  Reply send(String method, String path, JsonObject body) {
    return calls.signed(key, method, "/test" + path, body, Map.of());
  }

  JsonObject job(String job) {
    return calls.get(key, "/jobs/" + job).body().getJsonObject("Job");
  }

  /** Creates a fate and returns its id. */
  String fate(JsonObject fate) {
    Reply made = post("/fates", fate);
    assertThat(made.status()).as(made.toString()).isEqualTo(200);
    return made.body().getJsonObject("Fate").getString("FateId");
  }

  JsonObject fateOf(String fate) {
    JsonArray all = get("/fates").body().getJsonArray("Fates");
    return all.stream()
        .map(JsonObject.class::cast)
        .filter(one -> one.getString("FateId").equals(fate))
        .findFirst()
        .orElseThrow();
  }

  /** Waits until a fate holds the job. */
  void awaitHeld(String fate) {
    until(
        () ->
            fateOf(fate).getJsonArray("Jobs").stream()
                .map(JsonObject.class::cast)
                .anyMatch(job -> job.containsKey("HeldSince")));
  }

  /** An app with that many endpoints. */
  String app(int endpoints) {
    app =
        call(pinpoint.createApp(r -> r.createApplicationRequest(c -> c.name("controls"))))
            .applicationResponse()
            .id();
    if (endpoints > 0) {
      importing(endpoints);
    }
    return app;
  }

  /** Imports endpoints and awaits the end. */
  void importing(int endpoints) {
    String lines =
        IntStream.range(0, endpoints)
            .mapToObj(
                i ->
                    "{\"ChannelType\":\"EMAIL\",\"Address\":\"a%d@example.com\",\"Id\":\"e%d\"}"
                        .formatted(i, i))
            .collect(Collectors.joining("\n"));
    objects.put(bucket, "in/all.json", lines.getBytes(StandardCharsets.UTF_8));
    awaitState(startImport().id(), "SUCCEEDED");
  }

  ImportJobResponse startImport() {
    return call(pinpoint.createImportJob(
            r ->
                r.applicationId(app)
                    .importJobRequest(
                        d ->
                            d.roleArn(role())
                                .s3Url("s3://" + bucket + "/in/all.json")
                                .format("JSON")
                                .registerEndpoints(true))))
        .importJobResponse();
  }

  ExportJobResponse export() {
    return call(pinpoint.createExportJob(
            r ->
                r.applicationId(app)
                    .exportJobRequest(
                        d -> d.roleArn(role()).s3UrlPrefix("s3://" + bucket + "/out/"))))
        .exportJobResponse();
  }

  ExportJobResponse get(ExportJobResponse job) {
    return call(pinpoint.getExportJob(r -> r.applicationId(app).jobId(job.id())))
        .exportJobResponse();
  }

  JsonObject awaitState(String job, String state) {
    until(() -> job(job).getString("State").equals(state));
    return job(job);
  }

  void cancel(String job) {
    assertThat(calls.post(key, "/jobs/" + job + "/cancel", null).status()).isEqualTo(200);
  }

  private static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("within a minute").isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  @Override
  public void close() {
    pinpoint.close();
    objects.close();
  }
}
