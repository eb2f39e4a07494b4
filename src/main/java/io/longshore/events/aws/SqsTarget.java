package io.longshore.events.aws;

import io.longshore.config.event.AwsTargetConfig;
import io.longshore.events.target.EventFormat;
import io.longshore.events.target.EventTarget;
import io.longshore.events.target.OutgoingEvent;
import io.longshore.events.target.SendResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * Sends events to a queue of Amazon SQS. In a FIFO queue the events of a job are a message group,
 * and the id of an event is its deduplication id.
 */
final class SqsTarget implements EventTarget {

  private final String queue;
  private final EventFormat format;
  private final SqsAsyncClient client;
  private final AwsCalls calls;

  SqsTarget(Vertx vertx, AwsTargetConfig config, EventFormat format, Duration timeout) {
    this.queue = config.queueUrl().orElseThrow().toString();
    this.format = format;
    this.client = AwsConnection.open(SqsAsyncClient.builder(), config, timeout);
    this.calls = new AwsCalls(vertx, "SQS", client);
  }

  @Override
  public Future<SendResult> send(OutgoingEvent event) {
    SendMessageRequest.Builder message =
        SendMessageRequest.builder().queueUrl(queue).messageBody(event.body(format));
    if (queue.endsWith(".fifo")) {
      String id = event.id().toString();
      message.messageGroupId(event.group().orElse(id)).messageDeduplicationId(id);
    }
    return calls.send(() -> client.sendMessage(message.build()), answer -> SendResult.delivered());
  }

  @Override
  public Future<Void> close() {
    return calls.close();
  }
}
