package io.longshore.events.aws;

import io.longshore.config.event.EventTargetConfig;
import io.longshore.events.target.EventFormat;
import io.longshore.events.target.EventTarget;
import io.vertx.core.Vertx;
import java.time.Duration;

/** Opens targets in AWS. */
public final class AwsTargets {

  private AwsTargets() {}

  /**
   * Opens a target of type {@code sqs}, {@code sns} or {@code eventbridge}.
   *
   * @param timeout for one event
   */
  public static EventTarget open(Vertx vertx, EventTargetConfig config, Duration timeout) {
    EventFormat format = config.isCloudEvents() ? EventFormat.CLOUDEVENTS : EventFormat.EVENTBRIDGE;
    return switch (config.kind()) {
      case EventTargetConfig.SQS ->
          new SqsTarget(vertx, config.aws().orElseThrow(), format, timeout);
      case EventTargetConfig.SNS ->
          new SnsTarget(vertx, config.aws().orElseThrow(), format, timeout);
      default -> new EventBridgeTarget(vertx, config.aws().orElseThrow(), timeout);
    };
  }
}
