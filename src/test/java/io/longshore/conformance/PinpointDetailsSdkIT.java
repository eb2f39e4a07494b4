package io.longshore.conformance;

import static io.longshore.conformance.PinpointWalk.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.ApplicationSettingsResource;
import software.amazon.awssdk.services.pinpoint.model.AttributesResource;
import software.amazon.awssdk.services.pinpoint.model.BadRequestException;
import software.amazon.awssdk.services.pinpoint.model.ChannelType;
import software.amazon.awssdk.services.pinpoint.model.Duration;
import software.amazon.awssdk.services.pinpoint.model.Event;
import software.amazon.awssdk.services.pinpoint.model.EventStream;
import software.amazon.awssdk.services.pinpoint.model.EventsBatch;
import software.amazon.awssdk.services.pinpoint.model.ItemResponse;
import software.amazon.awssdk.services.pinpoint.model.NotFoundException;
import software.amazon.awssdk.services.pinpoint.model.PinpointException;
import software.amazon.awssdk.services.pinpoint.model.RecencyType;
import software.amazon.awssdk.services.pinpoint.model.SegmentResponse;

/** The operations around apps, segments and events, by AWS's own client. */
class PinpointDetailsSdkIT {

  private static final String ROLE = "arn:aws:iam::111122223333:role/events";

  private static PinpointServer server;
  private static PinpointAsyncClient client;
  private static PinpointAsyncClient stranger;

  @BeforeAll
  static void start() {
    server = new PinpointServer(256).work();
    client = server.client("111122223333", "test");
    stranger = server.client("444455556666", "test");
    server.objects.createBucket("sdk-details");
  }

  @AfterAll
  static void stop() {
    client.close();
    stranger.close();
    server.close();
  }

  @Test
  void settings_are_changed_and_shown() {
    String app = app();
    ApplicationSettingsResource changed =
        call(client.updateApplicationSettings(
                r ->
                    r.applicationId(app)
                        .writeApplicationSettingsRequest(
                            s ->
                                s.limits(l -> l.daily(3))
                                    .quietTime(q -> q.start("22:00").end("06:30")))))
            .applicationSettingsResource();

    assertThat(changed.limits().daily()).isEqualTo(3);
    assertThat(changed.lastModifiedDate()).isNotNull();
    assertThat(
            call(client.getApplicationSettings(r -> r.applicationId(app)))
                .applicationSettingsResource())
        .isEqualTo(changed);
    refused(
        BadRequestException.class,
        () ->
            call(
                client.updateApplicationSettings(
                    r ->
                        r.applicationId(app)
                            .writeApplicationSettingsRequest(s -> s.limits(l -> l.daily(-1))))));
    refused(
        NotFoundException.class,
        () -> call(stranger.getApplicationSettings(r -> r.applicationId(app))));
  }

  @Test
  void tags_are_added_listed_and_removed_by_the_arn() {
    String arn =
        call(client.createApp(r -> r.createApplicationRequest(a -> a.name("tagged"))))
            .applicationResponse()
            .arn();
    call(
        client.tagResource(
            r -> r.resourceArn(arn).tagsModel(t -> t.tags(Map.of("a", "1", "b", "ä/2")))));
    assertThat(call(client.listTagsForResource(r -> r.resourceArn(arn))).tagsModel().tags())
        .isEqualTo(Map.of("a", "1", "b", "ä/2"));
    call(client.untagResource(r -> r.resourceArn(arn).tagKeys("a", "c")));
    assertThat(call(client.listTagsForResource(r -> r.resourceArn(arn))).tagsModel().tags())
        .isEqualTo(Map.of("b", "ä/2"));
    assertThatThrownBy(() -> call(stranger.listTagsForResource(r -> r.resourceArn(arn))))
        .isInstanceOfSatisfying(
            PinpointException.class, failure -> assertThat(failure.statusCode()).isEqualTo(404));
  }

  @Test
  void messaging_is_told_to_be_not_implemented_and_only_to_who_signs() {
    String app = app();
    notServed("GetCampaigns", () -> call(client.getCampaigns(r -> r.applicationId(app))));
    notServed("DeleteApnsChannel", () -> call(client.deleteApnsChannel(r -> r.applicationId(app))));
    notServed(
        "SendMessages",
        () ->
            call(
                client.sendMessages(
                    r -> r.applicationId(app).messageRequest(m -> m.traceId("none")))));
    notServed(
        "PhoneNumberValidate",
        () ->
            call(
                client.phoneNumberValidate(
                    r -> r.numberValidateRequest(n -> n.phoneNumber("+4930123456")))));
    try (PinpointAsyncClient nobody = server.client("111122223333", "wrong")) {
      assertThatThrownBy(() -> call(nobody.getCampaigns(r -> r.applicationId(app))))
          .isInstanceOfSatisfying(
              PinpointException.class, failure -> assertThat(failure.statusCode()).isEqualTo(403));
    }
  }

  private static void notServed(String operation, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            PinpointException.class,
            failure -> {
              assertThat(failure.statusCode()).isEqualTo(501);
              assertThat(failure.awsErrorDetails().errorMessage())
                  .isEqualTo(
                      operation
                          + " is not served here. What is served of pinpoint: apps, endpoints,"
                          + " users, segments, events, tags, export jobs and import jobs; not"
                          + " messaging and its analytics.");
            });
  }

  @Test
  void event_streams_are_kept_shown_and_forgotten() {
    String app = app();
    String stream = "arn:aws:kinesis:us-east-1:111122223333:stream/clicks";
    refused(NotFoundException.class, () -> call(client.getEventStream(r -> r.applicationId(app))));
    EventStream kept =
        call(client.putEventStream(
                r ->
                    r.applicationId(app)
                        .writeEventStream(s -> s.destinationStreamArn(stream).roleArn(ROLE))))
            .eventStream();
    assertThat(kept.destinationStreamArn()).isEqualTo(stream);
    assertThat(call(client.getEventStream(r -> r.applicationId(app))).eventStream())
        .isEqualTo(kept);
    assertThat(call(client.deleteEventStream(r -> r.applicationId(app))).eventStream())
        .isEqualTo(kept);
    refused(
        NotFoundException.class, () -> call(client.deleteEventStream(r -> r.applicationId(app))));
  }

  @Test
  void events_are_accepted_one_by_one_and_update_their_endpoints() {
    String app = app();
    EventsBatch batch =
        EventsBatch.builder()
            .endpoint(e -> e.address("+491").channelType(ChannelType.SMS))
            .events(
                Map.of(
                    "good", event("2026-11-21T10:00:00Z"),
                    "bad", event("yesterday")))
            .build();
    ItemResponse told =
        call(client.putEvents(
                r -> r.applicationId(app).eventsRequest(e -> e.batchItem(Map.of("me", batch)))))
            .eventsResponse()
            .results()
            .get("me");

    assertThat(told.endpointItemResponse().statusCode()).isEqualTo(202);
    assertThat(told.eventsItemResponse().get("good").statusCode()).isEqualTo(202);
    assertThat(told.eventsItemResponse().get("bad").statusCode()).isEqualTo(400);
    assertThat(told.eventsItemResponse().get("bad").message()).contains("Timestamp");
    assertThat(
            call(client.getEndpoint(r -> r.applicationId(app).endpointId("me")))
                .endpointResponse()
                .address())
        .isEqualTo("+491");
    refused(
        BadRequestException.class,
        () ->
            call(
                client.putEvents(
                    r -> r.applicationId(app).eventsRequest(e -> e.batchItem(Map.of())))));
  }

  @Test
  void attributes_are_removed_from_all_endpoints() {
    String app = app();
    PinpointWalk.fill(client, app, 120);
    AttributesResource told =
        call(client.removeAttributes(
                r ->
                    r.applicationId(app)
                        .attributeType("endpoint-metric-attributes")
                        .updateAttributesRequest(u -> u.blacklist("sm*"))))
            .attributesResource();

    assertThat(told.attributes()).containsExactly("sm*");
    PinpointWalk.untilFinished(server);
    for (int i = 0; i < 120; i += 17) {
      String id = "Endpoint-" + i;
      assertThat(
              call(client.getEndpoint(r -> r.applicationId(app).endpointId(id)))
                  .endpointResponse()
                  .metrics())
          .containsOnlyKeys("large");
    }
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
        () -> call(client.getSegmentVersion(r -> r.applicationId(app).segmentId(id).version("3"))));
    assertThat(
            call(client.deleteSegment(r -> r.applicationId(app).segmentId(id))).segmentResponse())
        .isEqualTo(second);
    refused(
        NotFoundException.class,
        () -> call(client.getSegment(r -> r.applicationId(app).segmentId(id))));
  }

  @Test
  void a_segment_of_groups_exports_what_the_groups_say() {
    String app = app();
    PinpointWalk.fill(client, app, 120);
    String sms =
        call(client.createSegment(
                r ->
                    r.applicationId(app)
                        .writeSegmentRequest(
                            s ->
                                s.dimensions(
                                    d -> d.demographic(m -> m.channel(c -> c.values("SMS")))))))
            .segmentResponse()
            .id();
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
    String job =
        call(client.createExportJob(
                r ->
                    r.applicationId(app)
                        .exportJobRequest(
                            e ->
                                e.roleArn(ROLE)
                                    .s3UrlPrefix("s3://sdk-details/groups/")
                                    .segmentId(segment))))
            .exportJobResponse()
            .id();
    assertThat(PinpointWalk.ended(server, client, app, job).jobStatusAsString())
        .isEqualTo("COMPLETED");
    assertThat(PinpointWalk.exported(server, "sdk-details", "groups/" + job).values())
        .hasSize(60)
        .allMatch(endpoint -> endpoint.getString("ChannelType").equals("EMAIL"));
  }

  private static Event event(String timestamp) {
    return Event.builder().eventType("opened").timestamp(timestamp).build();
  }

  private static String app() {
    return call(client.createApp(r -> r.createApplicationRequest(a -> a.name("details"))))
        .applicationResponse()
        .id();
  }

  private static void refused(Class<? extends PinpointException> type, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(type, failure -> assertThat(failure.requestId()).isNotBlank());
  }
}
