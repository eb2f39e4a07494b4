package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.ExportJobResponse;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;
import software.amazon.awssdk.services.pinpoint.model.NotFoundException;

/** Export jobs with the AWS SDK for Java. */
class PinpointExportSdkIT extends PinpointSdkFixture {

  @Test
  void an_export_of_2500_endpoints_has_every_row() {
    String app = app();
    Map<String, JsonObject> sent = PinpointCalls.fill(client, app, 2500);
    ExportJobResponse started = export(app, "a b/10:00:00/", null);
    assertThat(started.jobStatus()).isEqualTo(JobStatus.CREATED);
    assertThat(started.completionDate()).isNull();
    ExportJobResponse ended = endedExport(app, started.id());

    assertThat(ended.failures()).isEmpty();
    assertThat(ended.jobStatus()).isEqualTo(JobStatus.COMPLETED);
    assertThat(ended.totalProcessed()).isEqualTo(2500);
    assertThat(ended.totalPieces()).isEqualTo(ended.completedPieces());
    assertThat(ended.completionDate()).isNotNull();
    Map<String, JsonObject> rows =
        PinpointCalls.exported(server, BUCKET, "a b/10:00:00/" + started.id());
    assertThat(PinpointCalls.asSent(rows)).isEqualTo(sent);
    assertThat(rows.get("Endpoint-7").fieldNames())
        .containsAll(List.of("ApplicationId", "CohortId", "OptOut", "RequestId", "CreationDate"));
    assertThat(server.objects.keys(BUCKET))
        .contains("a b/10:00:00/_" + started.id() + "-manifest.json");
    assertThat(PinpointCalls.words(server, started.id()))
        .containsExactly(
            "CREATED",
            "PREPARING_FOR_INITIALIZATION",
            "INITIALIZING",
            "PROCESSING",
            "COMPLETING",
            "COMPLETED");
    assertThat(call(client.getExportJobs(r -> r.applicationId(app))).exportJobsResponse().item())
        .containsExactly(ended);
  }

  @Test
  void an_export_of_100_001_endpoints_reports_progress() {
    String app = app();
    server.fill(app, 100_001);
    String job = export(app, "large/", null).id();
    List<Integer> seen = new ArrayList<>();
    ExportJobResponse ended =
        PinpointCalls.endedObserved(
            server, client, app, job, now -> seen.add(now.totalProcessed()));

    assertThat(ended.jobStatus()).isEqualTo(JobStatus.COMPLETED);
    assertThat(ended.totalPieces()).isGreaterThanOrEqualTo(4).isEqualTo(ended.completedPieces());
    assertThat(ended.totalProcessed()).isEqualTo(100_001);
    assertThat(new TreeSet<>(seen)).hasSizeGreaterThanOrEqualTo(3);
    assertThat(seen).isSorted();
    assertThat(PinpointCalls.exported(server, BUCKET, "large/" + job)).hasSize(100_001);
  }

  @Test
  void a_segments_export_writes_its_endpoints_and_is_listed_under_it() {
    String app = app();
    PinpointCalls.fill(client, app, 120);
    String segment = smsSegment(app);
    String job = export(app, "segment/", segment).id();
    ExportJobResponse ended = endedExport(app, job);

    assertThat(ended.jobStatus()).isEqualTo(JobStatus.COMPLETED);
    assertThat(ended.definition().segmentId()).isEqualTo(segment);
    assertThat(PinpointCalls.exported(server, BUCKET, "segment/" + job).values())
        .hasSize(60)
        .allMatch(endpoint -> endpoint.getString("ChannelType").equals("SMS"));
    assertThat(
            call(client.getSegmentExportJobs(r -> r.applicationId(app).segmentId(segment)))
                .exportJobsResponse()
                .item())
        .containsExactly(ended);
  }

  @Test
  void an_export_to_a_missing_bucket_fails_with_a_reason() {
    String app = app();
    PinpointCalls.fill(client, app, 10);
    ExportJobResponse ended =
        endedExport(app, exportTo("s3://no-such-bucket-here/x/", app, null).id());

    assertThat(ended.jobStatus()).isEqualTo(JobStatus.FAILED);
    assertThat(ended.failedPieces()).isEqualTo(1);
    assertThat(ended.failures())
        .singleElement()
        .satisfies(reason -> assertThat(reason).contains("no-such-bucket-here"));
    assertThat(PinpointCalls.words(server, ended.id())).endsWith("FAILING", "FAILED");
  }

  @Test
  void the_export_of_a_deleted_app_is_cancelled_and_its_endpoints_are_removed() {
    try (PinpointServer idle = new PinpointServer(16);
        PinpointAsyncClient owner = idle.client(OWNER, "test")) {
      String app = app(owner);
      PinpointCalls.fill(owner, app, 200);
      String job =
          call(owner.createExportJob(
                  r ->
                      r.applicationId(app)
                          .exportJobRequest(
                              e -> e.roleArn(ROLE).s3UrlPrefix("s3://" + BUCKET + "/gone/"))))
              .exportJobResponse()
              .id();
      call(owner.deleteApp(r -> r.applicationId(app)));
      idle.work();

      PinpointCalls.untilFinished(idle);
      assertThat(PinpointCalls.words(idle, job))
          .containsExactly("CREATED", "CANCELLING", "CANCELLED");
      assertThat(idle.rows("select 1 from pinpoint_endpoint")).isEmpty();
      assertThat(server.objects.keys(BUCKET)).noneMatch(key -> key.startsWith("gone/"));
      refused(
          NotFoundException.class,
          404,
          () -> call(owner.getExportJob(r -> r.applicationId(app).jobId(job))));
    }
  }
}
