package io.longshore.events.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.jackson.JsonFormat;
import io.longshore.config.LongshoreConfig;
import io.longshore.config.event.EventTargetConfig;
import io.longshore.events.target.OutgoingEvent;
import io.longshore.events.target.SendResult.Verdict;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is posted with the format cloudevents, as the SDK of CloudEvents reads it. */
class CloudEventsTest extends WebhookFixture {

  @Test
  void an_event_is_posted_as_a_signed_cloud_event_in_structured_json() throws Exception {
    OutgoingEvent event = event(1);
    event.envelope().put("resources", new JsonArray().add("arn:aws:personalize:::job/a").add("b"));
    CloudEvent read = posted(event);

    HttpServerRequest request = requests.get(0);
    assertThat(request.getHeader("content-type")).isEqualTo("application/cloudevents+json");
    assertThat(request.getHeader("webhook-id")).isEqualTo(event.id().toString());
    assertThat(request.headers().names()).noneMatch(name -> name.startsWith("ce-"));
    new Webhook(SECRET).verify(bodies.get(0), headers(request));

    assertThat(read.getSpecVersion()).isEqualTo(SpecVersion.V1);
    assertThat(read.getId()).isEqualTo(event.id().toString());
    assertThat(read.getSource().toString()).isEqualTo("longshore");
    assertThat(read.getType()).isEqualTo("Longshore Job State Change");
    assertThat(read.getTime()).isEqualTo(OffsetDateTime.parse("2026-11-30T10:00:00Z"));
    assertThat(read.getSubject()).isEqualTo("arn:aws:personalize:::job/a");
    assertThat(read.getDataContentType()).isEqualTo("application/json");
    assertThat(read.getExtensionNames()).containsExactlyInAnyOrder("account", "region");
    assertThat(read.getExtension("account")).isEqualTo("111122223333");
    assertThat(read.getExtension("region")).isEqualTo("us-east-1");
    assertThat(new JsonObject(new String(read.getData().toBytes(), StandardCharsets.UTF_8)))
        .isEqualTo(event.envelope().getJsonObject("detail"));
  }

  /** The SDK's builder checks names and values of attributes; its reader does not. */
  @Test
  void an_event_without_resources_has_no_subject_and_its_attributes_are_valid() {
    CloudEvent read = posted(event(1));
    assertThat(read.getSubject()).isNull();
    assertThat(new JsonObject(bodies.get(0)).containsKey("subject")).isFalse();
    assertThat(CloudEventBuilder.v1(read).build()).isEqualTo(read);
  }

  private CloudEvent posted(OutgoingEvent event) {
    int port = serve(request -> request.response().end());
    assertThat(send(cloudEvents(port), event).verdict()).isEqualTo(Verdict.DELIVERED);
    return EventFormatProvider.getInstance()
        .resolveFormat(JsonFormat.CONTENT_TYPE)
        .deserialize(bodies.get(0).getBytes(StandardCharsets.UTF_8));
  }

  private WebhookTarget cloudEvents(int port) {
    String targets =
        """
        {"a": {"url": "http://127.0.0.1:%d", "secret": "%s", "allowPrivate": true, "format": "cloudevents"}}"""
            .formatted(port, SECRET);
    EventTargetConfig config =
        LongshoreConfig.load(Optional.empty(), Map.of(), Map.of("events.targets", targets))
            .events()
            .targets()
            .get("a");
    return new WebhookTarget(
        vertx, config, HostResolver.system(vertx), InstantSource.system(), Duration.ofSeconds(30));
  }
}
