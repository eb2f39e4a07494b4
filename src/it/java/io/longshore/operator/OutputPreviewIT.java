package io.longshore.operator;

import static io.longshore.fixture.Sdk.until;
import static io.longshore.operator.OperatorCalls.fileKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sdk;
import io.longshore.operator.OperatorCalls.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;

/** Previews of exports whose roles decide what is in them and how they are compressed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutputPreviewIT {

  private static final String ACCOUNT = "111122223333";
  private static final String BUCKET = "previews";

  @TempDir static Path folder;

  private Installation server;
  private OperatorCalls calls;
  private PinpointAsyncClient pinpoint;
  private String app;

  @BeforeAll
  void start() {
    JsonObject roles = new JsonObject();
    for (String compression : List.of("gzip", "zstd", "none")) {
      JsonObject masked =
          new JsonObject("{'drop': ['Address', 'User.UserAttributes']}".replace('\'', '"'))
              .put("compression", compression);
      roles.put(role(compression), new JsonObject().put("allowed", "s3://*").put("export", masked));
    }
    JsonObject lake =
        new JsonObject().put("format", "parquet").put("drop", new JsonArray().add("Address"));
    roles.put(role("lake"), new JsonObject().put("allowed", "s3://*").put("export", lake));
    server = Installation.start(folder, Map.of("roles", roles.encode()));
    calls = new OperatorCalls(server.uri());
    pinpoint = Sdk.builder(PinpointAsyncClient.builder(), server.uri(), ACCOUNT, "test").build();
    app =
        pinpoint
            .createApp(r -> r.createApplicationRequest(c -> c.name("n")))
            .join()
            .applicationResponse()
            .id();
    pinpoint
        .updateEndpoint(
            r ->
                r.applicationId(app)
                    .endpointId("shown")
                    .endpointRequest(
                        e ->
                            e.channelType("EMAIL")
                                .address("hidden@example.com")
                                .user(
                                    u ->
                                        u.userId("u")
                                            .userAttributes(Map.of("a", List.of("concealed"))))))
        .join();
    try (S3Objects objects = new S3Objects(server.s3(ACCOUNT))) {
      objects.createBucket(BUCKET);
    }
  }

  @AfterAll
  void close() {
    pinpoint.close();
    server.close();
  }

  @Test
  void a_preview_shows_what_the_mask_of_the_role_left_whatever_the_compression() {
    for (String compression : List.of("gzip", "zstd", "none")) {
      String job = exported(compression);

      Reply preview = preview(ACCOUNT, job);

      assertThat(preview.status()).as("%s", preview).isEqualTo(200);
      assertThat(preview.body().getBoolean("Truncated")).isFalse();
      assertThat(preview.body().getJsonArray("Lines")).hasSize(1);
      assertThat(preview.body().getJsonArray("Lines").getString(0))
          .as(compression)
          .contains("\"Id\":\"shown\"")
          .doesNotContain("hidden", "concealed");
    }
  }

  @Test
  void a_preview_of_parquet_has_the_plain_columns_of_the_rows_and_lists_the_others() {
    Reply preview = preview(ACCOUNT, exported("lake"));

    assertThat(preview.status()).as("%s", preview).isEqualTo(200);
    assertThat(preview.body().getBoolean("Truncated")).isFalse();
    JsonArray lines = preview.body().getJsonArray("Lines");
    assertThat(lines).hasSize(1);
    assertThat(new JsonObject(lines.getString(0)).getMap())
        .containsEntry("Id", "shown")
        .containsEntry("ChannelType", "EMAIL")
        .containsEntry("User", Map.of("UserId", "u"));
    assertThat(lines.encode()).doesNotContain("hidden");
    assertThat(preview.body().getJsonArray("Columns"))
        .contains(
            new JsonObject().put("Name", "Id").put("Type", "BYTE_ARRAY").put("IsShown", true),
            new JsonObject()
                .put("Name", "User.UserAttributes")
                .put("Type", "GROUP")
                .put("IsShown", false));
    assertThat(preview.body().containsKey("Remark")).isFalse();
  }

  @Test
  void another_account_sees_no_preview_and_learns_nothing_of_the_job() {
    String job = exported("zstd");

    Reply theirs = preview("111133334444", job);

    assertThat(theirs.status()).isEqualTo(404);
    assertThat(theirs.error()).isEqualTo("ResourceNotFoundException");
    assertThat(theirs.body().encode())
        .isEqualTo(new JsonObject().put("Message", "There is no job " + job).encode());
    assertThat(preview("000000000000", job).status()).isEqualTo(200); // an operator
  }

  private Reply preview(String account, String job) {
    return calls.get(fileKey(account), "/jobs/" + job + "/outputs/0/preview");
  }

  private static String role(String name) {
    return "arn:aws:iam::" + ACCOUNT + ":role/" + name;
  }

  private String exported(String role) {
    String id =
        pinpoint
            .createExportJob(
                r ->
                    r.applicationId(app)
                        .exportJobRequest(
                            e -> e.roleArn(role(role)).s3UrlPrefix("s3://" + BUCKET + "/" + role)))
            .join()
            .exportJobResponse()
            .id();
    JobStatus end =
        until(
                () -> pinpoint.getExportJob(r -> r.applicationId(app).jobId(id)),
                now ->
                    Set.of(JobStatus.FAILED, JobStatus.COMPLETED)
                        .contains(now.exportJobResponse().jobStatus()))
            .exportJobResponse()
            .jobStatus();
    assertThat(end).isEqualTo(JobStatus.COMPLETED);
    return id;
  }
}
