package io.longshore.operator;

import static io.longshore.fixture.Sdk.call;
import static io.longshore.operator.OperatorCalls.fileKey;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sdk;
import io.longshore.fixture.Sql;
import io.longshore.identity.key.AccessKey;
import io.longshore.operator.OperatorCalls.Reply;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.ExportJobResponse;

/** The operations that change jobs, through the edge. All jobs are held when they are created. */
@Timeout(180)
class JobActionsIT {

  private static final String ACCOUNT = "111122223333";
  private static final String ROLE = "arn:aws:iam::" + ACCOUNT + ":role/export";
  private static final String BUCKET = "actions-" + ACCOUNT;
  private static final AccessKey OWNER = fileKey(ACCOUNT);
  private static final AccessKey OTHER_ACCOUNT = fileKey("444455556666");
  private static final AccessKey OPERATOR = fileKey(OperatorServer.OPERATOR);

  @TempDir static Path folder;
  private static Installation server;
  private static OperatorCalls calls;
  private static PinpointAsyncClient pinpoint;
  private static String app;

  @BeforeAll
  static void start() throws Exception {
    server = OperatorServer.start(folder, OWNER, OTHER_ACCOUNT, OPERATOR);
    calls = new OperatorCalls(server.uri());
    pinpoint = Sdk.builder(PinpointAsyncClient.builder(), server.uri(), credentials()).build();
    try (S3Objects objects = new S3Objects(server.s3(ACCOUNT))) {
      objects.createBucket(BUCKET);
    }
    Sql.run(
        server.database(),
        "create function hold() returns trigger language plpgsql as"
            + " 'begin new.held := true; return new; end'",
        "create trigger hold before insert on job for each row execute function hold()");
    app = app();
  }

  private static AwsBasicCredentials credentials() {
    return AwsBasicCredentials.create(OWNER.id(), OWNER.secret());
  }

  @AfterAll
  static void stop() {
    if (pinpoint != null) {
      pinpoint.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void a_held_job_runs_after_its_release_and_a_finished_one_is_not_changed_any_more() {
    String job = export().id();

    assertThat(act(OWNER, job, "hold").body().getBoolean("Held")).isTrue();
    assertThat(act(OWNER, job, "hold").body().getBoolean("Held")).isTrue();
    assertThat(state(job)).isEqualTo("QUEUED");
    assertThat(act(OWNER, job, "retry").body().getInteger("TasksDue")).isPositive();
    assertThat(act(OWNER, job, "release").body().getBoolean("Held")).isFalse();
    ended(job, "SUCCEEDED");

    for (String action : List.of("hold", "release", "cancel", "retry")) {
      Reply refused = act(OWNER, job, action);
      assertThat(refused.error()).as(action).contains("ConflictException");
      assertThat(refused.text("Message")).startsWith("Job " + job + " has ended as SUCCEEDED");
    }
  }

  @Test
  void a_call_that_waits_responds_after_the_release_of_a_held_job() {
    String job = export().id();
    JsonObject held = calls.get(OWNER, "/jobs/" + job).body().getJsonObject("Job");
    assertThat(held.getJsonObject("Waiting").getString("Code")).isEqualTo("HELD");

    String known = "/jobs/" + job + "?wait=60s&version=" + held.getString("Version");
    CompletableFuture<Reply> waiting = CompletableFuture.supplyAsync(() -> calls.get(OWNER, known));
    act(OWNER, job, "release");

    assertThat(waiting.orTimeout(30, SECONDS).join().body().getJsonObject("Job").getBoolean("Held"))
        .isFalse();
  }

  @Test
  void a_cancellation_ends_the_hold_and_can_be_repeated_also_after_the_end() {
    String job = export().id();

    assertThat(act(OWNER, job, "cancel").body().getBoolean("CancelRequested")).isTrue();
    assertThat(act(OWNER, job, "cancel").text("Status")).isIn("CANCELLING", "CANCELLED");
    ended(job, "CANCELLED");
    assertThat(act(OWNER, job, "cancel").text("State")).isEqualTo("CANCELLED");
  }

  @Test
  void a_job_of_another_account_does_not_exist_except_for_an_operator() {
    String job = export().id();

    for (String action : List.of("hold", "release", "cancel", "retry", "recreate")) {
      Reply refused = act(OTHER_ACCOUNT, job, action);
      String unknown = UUID.randomUUID().toString().replace("-", "");
      assertThat(refused.status()).as(action).isEqualTo(404);
      assertThat(refused.text("Message").replace(job, "X"))
          .isEqualTo(act(OTHER_ACCOUNT, unknown, action).text("Message").replace(unknown, "X"));
    }
    assertThat(act(OTHER_ACCOUNT, "no-id", "hold").status()).isEqualTo(404);
    assertThat(act(OPERATOR, job, "cancel").status()).isEqualTo(200);
  }

  @Test
  void an_export_is_created_again_with_its_request_by_its_owner_and_by_an_operator() {
    ExportJobResponse old = export();

    for (AccessKey caller : List.of(OWNER, OPERATOR)) {
      Reply again = act(caller, old.id(), "recreate");

      assertThat(again.status()).as(again.toString()).isEqualTo(200);
      assertThat(again.text("RecreatedFrom")).isEqualTo(old.id());
      assertThat(again.text("Service")).isEqualTo("pinpoint");
      assertThat(again.text("State")).isEqualTo("QUEUED");
      String id = again.text("ServiceJobId");
      assertThat(id).isNotEqualTo(old.id());
      assertThat(
              call(pinpoint.getExportJob(r -> r.applicationId(app).jobId(id)))
                  .exportJobResponse()
                  .definition())
          .isEqualTo(old.definition());
    }
  }

  @Test
  void what_the_service_refuses_is_not_created_again() {
    String gone = app();
    String job = export(gone).id();
    call(pinpoint.deleteApp(r -> r.applicationId(gone)));

    Reply refused = act(OWNER, job, "recreate");

    assertThat(refused.error()).contains("ConflictException");
    assertThat(refused.text("Message"))
        .startsWith("mobiletargeting:CreateExportJob refuses the request: NotFoundException");
  }

  @Test
  void a_service_s_own_jobs_are_changed_by_operators_only_and_never_created_again() {
    String gone = app();
    call(pinpoint.deleteApp(r -> r.applicationId(gone)));
    String purge =
        Sql.run(
                server.database(),
                "select replace(id::text, '-', '') from job where type not in ('pinpoint.export', 'pinpoint.import',"
                    + " 'personalize.export') order by created_at desc limit 1")
            .get(0);

    assertThat(act(OWNER, purge, "hold").status()).isEqualTo(404);
    assertThat(act(OPERATOR, purge, "hold").status()).isEqualTo(200);
    assertThat(act(OPERATOR, purge, "recreate").text("Message"))
        .contains("cannot be created again", "but the service itself");
  }

  @Test
  void a_policy_must_allow_the_operation_of_the_service_too() {
    String job = export().id();
    AccessKey operatorOnly = restricted("'longshore:*'", "");
    AccessKey both = restricted("'longshore:*','mobiletargeting:CreateExportJob'", "");
    AccessKey somewhere =
        restricted("'longshore:*'", ",'Condition':{'IpAddress':{'aws:SourceIp':'127.0.0.0/8'}}");
    AccessKey denied = restricted("'longshore:GetJob'", "");

    assertThat(act(operatorOnly, job, "recreate").text("Message"))
        .contains("is not authorized to perform: mobiletargeting:CreateExportJob");
    assertThat(act(somewhere, job, "recreate").text("Message")).contains("has conditions on");
    assertThat(act(both, job, "recreate").status()).isEqualTo(200);
    assertThat(act(denied, job, "cancel").error()).contains("AccessDeniedException");
    assertThat(state(job)).isEqualTo("QUEUED");
  }

  @Test
  void a_dataset_export_is_created_again_under_a_new_name() {
    try (PersonalizeAsyncClient personalize =
        Sdk.builder(PersonalizeAsyncClient.builder(), server.uri(), credentials()).build()) {
      String old = datasetExport(personalize);
      String job =
          Sql.run(
                  server.database(),
                  "select replace(id::text, '-', '') from job where spec->>'arn' = '" + old + "'")
              .get(0);

      Reply again = act(OWNER, job, "recreate");

      assertThat(again.status()).as(again.toString()).isEqualTo(200);
      String arn = again.text("ServiceJobId");
      var described = call(personalize.describeDatasetExportJob(r -> r.datasetExportJobArn(arn)));
      var before = call(personalize.describeDatasetExportJob(r -> r.datasetExportJobArn(old)));
      assertThat(described.datasetExportJob().jobName()).matches("nightly-[0-9a-f]{8}");
      assertThat(described.datasetExportJob().jobOutput())
          .isEqualTo(before.datasetExportJob().jobOutput());
      assertThat(again.text("JobId")).isNotEqualTo(job);
    }
  }

  private static String datasetExport(PersonalizeAsyncClient personalize) {
    String schema =
        call(personalize.createSchema(r -> r.name("schema").schema(SCHEMA))).schemaArn();
    String group = call(personalize.createDatasetGroup(r -> r.name("group"))).datasetGroupArn();
    String dataset =
        call(personalize.createDataset(
                r ->
                    r.name("set")
                        .schemaArn(schema)
                        .datasetGroupArn(group)
                        .datasetType("Interactions")))
            .datasetArn();
    return call(personalize.createDatasetExportJob(
            r ->
                r.jobName("nightly")
                    .datasetArn(dataset)
                    .roleArn(ROLE)
                    .ingestionMode("ALL")
                    .jobOutput(o -> o.s3DataDestination(d -> d.path("s3://" + BUCKET + "/p/")))))
        .datasetExportJobArn();
  }

  private static final String SCHEMA =
      ("{'type':'record','name':'Interactions','namespace':'com.amazonaws.personalize.schema',"
              + "'fields':[{'name':'USER_ID','type':'string'},{'name':'ITEM_ID','type':'string'},"
              + "{'name':'TIMESTAMP','type':'long'}],'version':'1.0'}")
          .replace('\'', '"');

  private static AccessKey restricted(String actions, String condition) {
    String policy =
        ("{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':["
                + actions
                + "],'Resource':'*'"
                + condition
                + "}]}")
            .replace('\'', '"');
    return OperatorCalls.key(calls.post(OWNER, "/keys", new JsonObject().put("Policy", policy)));
  }

  private static Reply act(AccessKey key, String job, String action) {
    return calls.post(key, "/jobs/" + job + "/" + action, null);
  }

  private static String app() {
    return call(pinpoint.createApp(r -> r.createApplicationRequest(a -> a.name("actions"))))
        .applicationResponse()
        .id();
  }

  private static ExportJobResponse export() {
    return export(app);
  }

  private static ExportJobResponse export(String of) {
    return call(pinpoint.createExportJob(
            r ->
                r.applicationId(of)
                    .exportJobRequest(
                        e -> e.roleArn(ROLE).s3UrlPrefix("s3://" + BUCKET + "/out/"))))
        .exportJobResponse();
  }

  private static String state(String job) {
    return Sql.run(server.database(), "select state from job where id = '" + job + "'").get(0);
  }

  private static void ended(String job, String state) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!state(job).equals(state)) {
      assertThat(System.nanoTime()).as(state(job)).isLessThan(end);
    }
  }
}
