package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.pinpoint.model.ImportJobResponse;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;
import software.amazon.awssdk.services.pinpoint.model.SegmentResponse;
import software.amazon.awssdk.services.pinpoint.model.SegmentType;

/** Exports that are imported and imports that are exported, with the AWS SDK for Java. */
class PinpointRoundTripSdkIT extends PinpointImports {

  @Test
  void an_exported_endpoint_is_imported_with_every_member() {
    String app = app();
    PinpointCalls.fill(client, app, 1500);
    String first = exported(app, "first/", null);
    call(client.deleteApp(r -> r.applicationId(app)));
    String other = app();
    ImportJobResponse ended =
        ended(other, create(other, "first/", "JSON", r -> r.registerEndpoints(true)).id());

    assertThat(ended.failures()).isEmpty();
    assertThat(ended.totalProcessed()).isEqualTo(1500);
    String second = exported(other, "second/", null);
    assertThat(withoutApp(PinpointCalls.exported(server, BUCKET, "second/" + second)))
        .hasSize(1500)
        .isEqualTo(withoutApp(PinpointCalls.exported(server, BUCKET, "first/" + first)));
  }

  @Test
  void a_segment_is_defined_updated_and_exported_and_its_members_stay() {
    String app = app();
    PinpointCalls.fill(client, app, 50);
    put("ids.csv", "Id\nendpoint-3\nEndpoint-4\nunknown\n");
    ImportJobResponse job =
        ended(
            app,
            create(app, "ids.csv", "CSV", r -> r.defineSegment(true).segmentName("some")).id());
    assertThat(job.jobStatus()).isEqualTo(JobStatus.COMPLETED);
    SegmentResponse segment =
        call(client.getSegments(r -> r.applicationId(app))).segmentsResponse().item().get(0);
    assertThat(segment.segmentType()).isEqualTo(SegmentType.IMPORT);
    assertThat(segment.name()).isEqualTo("some");
    assertThat(job.definition().segmentId()).isEqualTo(segment.id());
    assertThat(segment.importDefinition().size()).isEqualTo(2);
    assertThat(job.totalFailures()).isEqualTo(1);
    assertThat(job.failures())
        .containsExactly(
            "s3://sdk-pinpoint/ids.csv line 4: There is no endpoint with the id 'unknown'");
    assertThat(segment.importDefinition().s3Url()).isEqualTo("s3://sdk-pinpoint/ids.csv");
    put("users.json", "{\"User\":{\"UserId\":\"user 5\"}}\n");
    String id = segment.id();
    ImportJobResponse again =
        ended(
            app, create(app, "users.json", "JSON", r -> r.defineSegment(true).segmentId(id)).id());
    assertThat(again.jobStatus()).isEqualTo(JobStatus.COMPLETED);
    SegmentResponse updated =
        call(client.getSegment(r -> r.applicationId(app).segmentId(id))).segmentResponse();

    assertThat(updated.version()).isEqualTo(2);
    assertThat(updated.name()).isEqualTo("some");
    assertThat(PinpointCalls.exported(server, BUCKET, "v2/" + exported(app, "v2/", id)).keySet())
        .containsExactly("Endpoint-10", "Endpoint-11");
    call(client.deleteEndpoint(r -> r.applicationId(app).endpointId("endpoint-10")));
    assertThat(PinpointCalls.exported(server, BUCKET, "v2b/" + exported(app, "v2b/", id)).keySet())
        .containsExactly("Endpoint-11");
    assertThat(
            call(client.getSegmentImportJobs(r -> r.applicationId(app).segmentId(id)))
                .importJobsResponse()
                .item())
        .containsExactly(again, job);
    call(client.deleteSegment(r -> r.applicationId(app).segmentId(id)));
    PinpointCalls.untilFinished(server);
    assertThat(server.rows("select from pinpoint_member")).isEmpty();
  }

  private static String exported(String app, String prefix, String segment) {
    String job = export(app, prefix, segment).id();
    assertThat(endedExport(app, job).jobStatus()).isEqualTo(JobStatus.COMPLETED);
    return job;
  }

  private static Map<String, JsonObject> withoutApp(Map<String, JsonObject> endpoints) {
    Map<String, JsonObject> bare = new TreeMap<>();
    endpoints.forEach(
        (id, endpoint) -> {
          JsonObject copy = endpoint.copy();
          copy.remove("ApplicationId");
          bare.put(id, copy);
        });
    return bare;
  }
}
