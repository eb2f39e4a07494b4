package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.pinpoint.model.Duration;
import software.amazon.awssdk.services.pinpoint.model.NotFoundException;
import software.amazon.awssdk.services.pinpoint.model.RecencyType;
import software.amazon.awssdk.services.pinpoint.model.SegmentResponse;
import software.amazon.awssdk.services.pinpoint.model.SegmentType;

/** Segments and their versions with the AWS SDK for Java. */
class PinpointSegmentsSdkIT extends PinpointSdkFixture {

  @Test
  void segments_are_created_shown_and_listed() {
    String app = app();
    SegmentResponse segment =
        call(client.createSegment(
                r ->
                    r.applicationId(app)
                        .writeSegmentRequest(
                            s ->
                                s.name("fans")
                                    .dimensions(
                                        d -> d.location(l -> l.country(c -> c.values("DE")))))))
            .segmentResponse();

    assertThat(segment.segmentType()).isEqualTo(SegmentType.DIMENSIONAL);
    assertThat(segment.version()).isEqualTo(1);
    assertThat(
            call(client.getSegment(r -> r.applicationId(app).segmentId(segment.id())))
                .segmentResponse())
        .isEqualTo(segment);
    assertThat(call(client.getSegments(r -> r.applicationId(app))).segmentsResponse().item())
        .containsExactly(segment);
  }

  @Test
  void segments_are_updated_shown_by_version_and_deleted() {
    String app = app();
    SegmentResponse first =
        call(client.createSegment(
                r ->
                    r.applicationId(app)
                        .writeSegmentRequest(
                            s ->
                                s.name("fans")
                                    .dimensions(
                                        d ->
                                            d.behavior(
                                                b ->
                                                    b.recency(
                                                        c ->
                                                            c.duration(Duration.DAY_30)
                                                                .recencyType(
                                                                    RecencyType.ACTIVE)))))))
            .segmentResponse();
    String id = first.id();
    SegmentResponse second =
        call(client.updateSegment(
                r ->
                    r.applicationId(app)
                        .segmentId(id)
                        .writeSegmentRequest(s -> s.dimensions(d -> d.attributes(Map.of())))))
            .segmentResponse();

    assertThat(second.version()).isEqualTo(2);
    assertThat(second.name()).isEqualTo("fans");
    assertThat(
            call(client.getSegmentVersion(r -> r.applicationId(app).segmentId(id).version("1")))
                .segmentResponse())
        .isEqualTo(first);
    assertThat(
            call(client.getSegmentVersions(r -> r.applicationId(app).segmentId(id).pageSize("1")))
                .segmentsResponse())
        .satisfies(
            page -> {
              assertThat(page.item()).containsExactly(second);
              assertThat(
                      call(client.getSegmentVersions(
                              r ->
                                  r.applicationId(app)
                                      .segmentId(id)
                                      .pageSize("1")
                                      .token(page.nextToken())))
                          .segmentsResponse()
                          .item())
                  .containsExactly(first);
            });
    refused(
        NotFoundException.class,
        404,
        () -> call(client.getSegmentVersion(r -> r.applicationId(app).segmentId(id).version("3"))));
    assertThat(
            call(client.deleteSegment(r -> r.applicationId(app).segmentId(id))).segmentResponse())
        .isEqualTo(second);
    refused(
        NotFoundException.class,
        404,
        () -> call(client.getSegment(r -> r.applicationId(app).segmentId(id))));
  }

  @Test
  void a_segment_of_groups_exports_the_endpoints_of_the_groups() {
    String app = app();
    PinpointCalls.fill(client, app, 120);
    String sms = smsSegment(app);
    String nobody =
        call(client.createSegment(
                r ->
                    r.applicationId(app)
                        .writeSegmentRequest(
                            s ->
                                s.dimensions(
                                    d -> d.location(l -> l.country(c -> c.values("XX")))))))
            .segmentResponse()
            .id();
    String segment =
        call(client.createSegment(
                r ->
                    r.applicationId(app)
                        .writeSegmentRequest(
                            s ->
                                s.segmentGroups(
                                    g ->
                                        g.include("ANY")
                                            .groups(
                                                one ->
                                                    one.type("NONE")
                                                        .sourceType("NONE")
                                                        .sourceSegments(x -> x.id(sms)),
                                                two ->
                                                    two.sourceType("ALL")
                                                        .sourceSegments(x -> x.id(nobody)))))))
            .segmentResponse()
            .id();
    String job = export(app, "groups/", segment).id();
    assertThat(endedExport(app, job).jobStatusAsString()).isEqualTo("COMPLETED");
    assertThat(PinpointCalls.exported(server, BUCKET, "groups/" + job).values())
        .hasSize(60)
        .allMatch(endpoint -> endpoint.getString("ChannelType").equals("EMAIL"));
  }
}
