package io.longshore.events.aws;

import io.longshore.config.event.AwsTargetConfig;
import io.longshore.events.target.EventTarget;
import io.longshore.events.target.OutgoingEvent;
import io.longshore.events.target.SendResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.eventbridge.EventBridgeAsyncClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;

/**
 * Puts events on a bus of Amazon EventBridge, which gives each of them an id of its own. It takes
 * no events whose source begins with {@code aws.}; {@code longshore.} takes its place.
 */
final class EventBridgeTarget implements EventTarget {

  private final String bus;
  private final EventBridgeAsyncClient client;
  private final AwsCalls calls;

  EventBridgeTarget(Vertx vertx, AwsTargetConfig config, Duration timeout) {
    this.bus = config.eventBusName().orElseThrow();
    this.client = AwsConnection.open(EventBridgeAsyncClient.builder(), config, timeout);
    this.calls = new AwsCalls(vertx, "EventBridge", client);
  }

  @Override
  public Future<SendResult> send(OutgoingEvent event) {
    PutEventsRequestEntry entry = entry(event.envelope());
    return calls.send(
        () -> client.putEvents(request -> request.entries(entry)), EventBridgeTarget::result);
  }

  private PutEventsRequestEntry entry(JsonObject envelope) {
    List<String> resources =
        envelope.getJsonArray("resources").stream().map(String.class::cast).toList();
    return PutEventsRequestEntry.builder()
        .eventBusName(bus)
        .source(envelope.getString("source").replaceFirst("^aws[.]", "longshore."))
        .detailType(envelope.getString("detail-type"))
        .detail(envelope.getJsonObject("detail").encode())
        .resources(resources)
        .time(Instant.parse(envelope.getString("time")))
        .build();
  }

  /** An entry may be refused although the call succeeds. */
  private static SendResult result(PutEventsResponse answer) {
    String code = answer.entries().isEmpty() ? null : answer.entries().get(0).errorCode();
    return code == null
        ? SendResult.delivered()
        : SendResult.failed("EventBridge refused the event: " + code);
  }

  @Override
  public Future<Void> close() {
    return calls.close();
  }
}
