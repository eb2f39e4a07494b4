package io.longshore.events.aws;

import io.longshore.config.event.AwsTargetConfig;
import io.longshore.events.target.EventFormat;
import io.longshore.events.target.EventTarget;
import io.longshore.events.target.OutgoingEvent;
import io.longshore.events.target.SendResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.services.sns.SnsAsyncClient;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishRequest;

/**
 * Publishes events to a topic of Amazon SNS, with source and detail-type as attributes, by which
 * subscriptions can filter. In a FIFO topic the events of a job are a message group.
 */
final class SnsTarget implements EventTarget {

  private final String topic;
  private final EventFormat format;
  private final SnsAsyncClient client;
  private final AwsCalls calls;

  SnsTarget(Vertx vertx, AwsTargetConfig config, EventFormat format, Duration timeout) {
    this.topic = config.topicArn().orElseThrow();
    this.format = format;
    this.client = AwsConnection.open(SnsAsyncClient.builder(), config, timeout);
    this.calls = new AwsCalls(vertx, "SNS", client);
  }

  @Override
  public Future<SendResult> send(OutgoingEvent event) {
    PublishRequest.Builder message =
        PublishRequest.builder()
            .topicArn(topic)
            .message(event.body(format))
            .messageAttributes(
                Map.of(
                    "source", attribute(event, "source"),
                    "detail-type", attribute(event, "detail-type")));
    if (topic.endsWith(".fifo")) {
      String id = event.id().toString();
      message.messageGroupId(event.group().orElse(id)).messageDeduplicationId(id);
    }
    return calls.send(() -> client.publish(message.build()), answer -> SendResult.delivered());
  }

  private static MessageAttributeValue attribute(OutgoingEvent event, String member) {
    return MessageAttributeValue.builder()
        .dataType("String")
        .stringValue(event.envelope().getString(member))
        .build();
  }

  @Override
  public Future<Void> close() {
    return calls.close();
  }
}
