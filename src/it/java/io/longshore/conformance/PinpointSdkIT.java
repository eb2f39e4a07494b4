package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.pinpoint.model.ApplicationResponse;
import software.amazon.awssdk.services.pinpoint.model.ApplicationSettingsResource;
import software.amazon.awssdk.services.pinpoint.model.AttributesResource;
import software.amazon.awssdk.services.pinpoint.model.BadRequestException;
import software.amazon.awssdk.services.pinpoint.model.ChannelType;
import software.amazon.awssdk.services.pinpoint.model.EndpointBatchItem;
import software.amazon.awssdk.services.pinpoint.model.EndpointResponse;
import software.amazon.awssdk.services.pinpoint.model.Event;
import software.amazon.awssdk.services.pinpoint.model.EventStream;
import software.amazon.awssdk.services.pinpoint.model.EventsBatch;
import software.amazon.awssdk.services.pinpoint.model.GetAppsResponse;
import software.amazon.awssdk.services.pinpoint.model.ItemResponse;
import software.amazon.awssdk.services.pinpoint.model.MessageBody;
import software.amazon.awssdk.services.pinpoint.model.NotFoundException;
import software.amazon.awssdk.services.pinpoint.model.PinpointException;

/** Apps, endpoints, events and tags with the AWS SDK for Java. */
class PinpointSdkIT extends PinpointSdkFixture {

  @Test
  void apps_are_created_shown_listed_and_deleted() {
    ApplicationResponse app =
        call(client.createApp(
                r ->
                    r.createApplicationRequest(
                        a -> a.name("Läden 😀").tags(Map.of("team", "a=b")))))
            .applicationResponse();

    assertThat(app.name()).isEqualTo("Läden 😀");
    assertThat(app.tags()).containsExactly(Map.entry("team", "a=b"));
    assertThat(app.arn()).endsWith(":111122223333:apps/" + app.id());
    assertThat(call(client.getApp(r -> r.applicationId(app.id()))).applicationResponse())
        .isEqualTo(app);
    List<ApplicationResponse> listed = new ArrayList<>();
    String token = null;
    do {
      String from = token;
      GetAppsResponse page = call(client.getApps(r -> r.pageSize("2").token(from)));
      listed.addAll(page.applicationsResponse().item());
      token = page.applicationsResponse().nextToken();
    } while (token != null);
    assertThat(listed).contains(app);
    assertThat(call(client.deleteApp(r -> r.applicationId(app.id()))).applicationResponse())
        .isEqualTo(app);
    refused(
        NotFoundException.class, 404, () -> call(client.getApp(r -> r.applicationId(app.id()))));
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
        400,
        () ->
            call(
                client.updateApplicationSettings(
                    r ->
                        r.applicationId(app)
                            .writeApplicationSettingsRequest(s -> s.limits(l -> l.daily(-1))))));
    refused(
        NotFoundException.class,
        404,
        () -> call(otherAccount.getApplicationSettings(r -> r.applicationId(app))));
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
    assertThatThrownBy(() -> call(otherAccount.listTagsForResource(r -> r.resourceArn(arn))))
        .isInstanceOfSatisfying(
            PinpointException.class, failure -> assertThat(failure.statusCode()).isEqualTo(404));
  }

  @Test
  void endpoints_are_stored_one_by_one_and_in_batches_shown_and_deleted() {
    String app = app();
    MessageBody accepted =
        call(client.updateEndpoint(
                r ->
                    r.applicationId(app)
                        .endpointId("e 1/ä:+%2F")
                        .endpointRequest(
                            e ->
                                e.address("a@example.com")
                                    .channelType(ChannelType.EMAIL)
                                    .attributes(Map.of("k", List.of("v", "w")))
                                    .metrics(Map.of("m", 5.0))
                                    .location(l -> l.country("DE").latitude(52.5))
                                    .user(u -> u.userId("u/1").userAttributes(Map.of())))))
            .messageBody();
    assertThat(accepted.message()).isEqualTo("Accepted");
    EndpointResponse endpoint = endpoint(app, "e 1/ä:+%2F");
    assertThat(endpoint.requestId()).isEqualTo(accepted.requestID());
    assertThat(endpoint.attributes()).containsEntry("k", List.of("v", "w"));
    assertThat(endpoint.metrics()).containsEntry("m", 5.0);
    assertThat(endpoint.location().latitude()).isEqualTo(52.5);
    assertThat(endpoint.optOut()).isEqualTo("NONE");

    EndpointBatchItem second =
        EndpointBatchItem.builder()
            .id("e2")
            .address("+491")
            .channelType(ChannelType.SMS)
            .user(u -> u.userId("u/1"))
            .build();
    call(
        client.updateEndpointsBatch(
            r -> r.applicationId(app).endpointBatchRequest(b -> b.item(second))));
    assertThat(
            call(client.getUserEndpoints(r -> r.applicationId(app).userId("u/1")))
                .endpointsResponse()
                .item())
        .extracting(EndpointResponse::id)
        .containsExactlyInAnyOrder("e 1/ä:+%2F", "e2");
    assertThat(
            call(client.deleteEndpoint(r -> r.applicationId(app).endpointId("E 1/Ä:+%2f")))
                .endpointResponse())
        .isEqualTo(endpoint);
    assertThat(
            call(client.deleteUserEndpoints(r -> r.applicationId(app).userId("u/1")))
                .endpointsResponse()
                .item())
        .hasSize(1);
    refused(NotFoundException.class, 404, () -> endpoint(app, "e2"));
  }

  @Test
  void attributes_are_removed_from_all_endpoints() {
    String app = app();
    PinpointCalls.fill(client, app, 120);
    AttributesResource told =
        call(client.removeAttributes(
                r ->
                    r.applicationId(app)
                        .attributeType("endpoint-metric-attributes")
                        .updateAttributesRequest(u -> u.blacklist("sm*"))))
            .attributesResource();

    assertThat(told.attributes()).containsExactly("sm*");
    PinpointCalls.untilFinished(server);
    for (int i = 0; i < 120; i += 17) {
      String id = "Endpoint-" + i;
      assertThat(endpoint(app, id).metrics()).containsOnlyKeys("large");
    }
  }

  @Test
  void event_streams_are_put_shown_and_deleted() {
    String app = app();
    String stream = "arn:aws:kinesis:us-east-1:111122223333:stream/clicks";
    refused(
        NotFoundException.class, 404, () -> call(client.getEventStream(r -> r.applicationId(app))));
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
        NotFoundException.class,
        404,
        () -> call(client.deleteEventStream(r -> r.applicationId(app))));
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
    assertThat(endpoint(app, "me").address()).isEqualTo("+491");
    refused(
        BadRequestException.class,
        400,
        () ->
            call(
                client.putEvents(
                    r -> r.applicationId(app).eventsRequest(e -> e.batchItem(Map.of())))));
  }

  private static Event event(String timestamp) {
    return Event.builder().eventType("opened").timestamp(timestamp).build();
  }
}
