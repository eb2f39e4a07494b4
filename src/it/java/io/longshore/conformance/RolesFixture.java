package io.longshore.conformance;

import static io.longshore.fixture.Sdk.until;

import io.longshore.config.DatabaseConfig;
import io.longshore.config.S3Config;
import io.longshore.fixture.Backends;
import io.longshore.fixture.Installation;
import io.longshore.fixture.RecordingS3;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sdk;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.ExportJobResponse;
import software.amazon.awssdk.services.pinpoint.model.ImportJobResponse;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;

/** Roles, the locations that they may access, and an S3 that responds with 503. */
class RolesFixture {

  static final String ACCOUNT = "111122223333";
  static final String OWN = "arn:aws:iam::111122223333:role/export";
  static final String ELSEWHERE = "arn:aws:iam::111122223333:role/elsewhere";
  static final String UNKNOWN = "arn:aws:iam::111122223333:role/unknown";
  static final String THEIRS = "arn:aws:iam::444455556666:role/export";
  static final String BUCKET = "roles-it";
  static final String OPEN = "s3://roles-it/open/";
  static final String CLOSED = "s3://roles-it/closed/";
  @TempDir Path temp;
  @AutoClose final RecordingS3 busyS3 = new RecordingS3(503, "");
  final DatabaseConfig database = Backends.freshDatabase();

  @BeforeEach
  void start() {
    try (S3Objects objects = new S3Objects(Backends.s3())) {
      objects.createBucket(BUCKET);
      objects.createBucket("roles-it-assets");
      objects.put(BUCKET, "open/a.csv", "ChannelType,Id\n".getBytes(StandardCharsets.UTF_8));
      objects.put(BUCKET, "closed/a.csv", "ChannelType,Id\n".getBytes(StandardCharsets.UTF_8));
    }
  }

  JsonObject roles() {
    return new JsonObject()
        .put(OWN, new JsonObject().put("allowed", OPEN))
        .put(THEIRS, new JsonObject().put("allowed", "s3://*"))
        .put(
            "arn:aws:iam::111122223333:role/dataexchange",
            new JsonObject().put("allowed", new JsonArray().add(OPEN)))
        .put(
            ELSEWHERE,
            new JsonObject()
                .put("endpoint", busyS3.uri().toString())
                .put("region", "eu-west-1")
                .put("accessKey", "AKIDROLE")
                .put("secretKey", "hush")
                .put("bucketOwner", ACCOUNT)
                .put("allowed", OPEN));
  }

  Map<String, String> flags(JsonObject roles) throws Exception {
    S3Config s3 = Backends.s3();
    Path keys = Files.writeString(temp.resolve("keys"), "AKIDA hush " + ACCOUNT + "\n");
    Map<String, String> flags = new HashMap<>();
    flags.put("database.url", database.url());
    flags.put("database.user", database.user());
    flags.put("database.password", database.password());
    flags.put("s3.endpoint", s3.endpoint().orElseThrow().toString());
    flags.put("s3.accessKey", s3.accessKey().orElseThrow());
    flags.put("s3.secretKey", s3.secretKey().orElseThrow());
    flags.put("assets.bucket", "roles-it-assets");
    flags.put("auth.keys_FILE", keys.toString());
    flags.put("roles", roles.encode());
    return flags;
  }

  static String app(PinpointAsyncClient client) {
    return client
        .createApp(r -> r.createApplicationRequest(c -> c.name("roles")))
        .join()
        .applicationResponse()
        .id();
  }

  static CompletableFuture<String> export(
      PinpointAsyncClient client, String app, String role, String place) {
    return client
        .createExportJob(
            r -> r.applicationId(app).exportJobRequest(e -> e.roleArn(role).s3UrlPrefix(place)))
        .thenApply(job -> job.exportJobResponse().id());
  }

  static ExportJobResponse ended(PinpointAsyncClient client, String app, String job) {
    return until(
            () -> client.getExportJob(r -> r.applicationId(app).jobId(job)),
            now ->
                Set.of(JobStatus.FAILED, JobStatus.COMPLETED)
                    .contains(now.exportJobResponse().jobStatus()))
        .exportJobResponse();
  }

  /** Imports JSON lines. */
  static ImportJobResponse importedJson(
      PinpointAsyncClient client, String app, String role, String place) {
    String job =
        client
            .createImportJob(
                r ->
                    r.applicationId(app)
                        .importJobRequest(
                            i ->
                                i.roleArn(role)
                                    .s3Url(place)
                                    .format("JSON")
                                    .registerEndpoints(true)))
            .join()
            .importJobResponse()
            .id();
    return until(
            () -> client.getImportJob(r -> r.applicationId(app).jobId(job)),
            now -> PinpointCalls.FINAL.contains(now.importJobResponse().jobStatusAsString()))
        .importJobResponse();
  }

  static <B extends AwsClientBuilder<B, C>, C> C client(B builder, Installation server) {
    return Sdk.builder(builder, server.uri(), "AKIDA", "hush").build();
  }
}
