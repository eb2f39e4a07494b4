package io.longshore.events;

import io.longshore.config.event.EventTargetConfig;
import io.longshore.config.event.EventsConfig;
import io.longshore.config.load.ConfigError;
import io.longshore.events.aws.AwsTargets;
import io.longshore.events.relay.EventPattern;
import io.longshore.events.relay.EventRelay.Subscription;
import io.longshore.events.target.EventTarget;
import io.longshore.events.webhook.HostResolver;
import io.longshore.events.webhook.WebhookTarget;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Makes targets and their subscriptions from the configuration. */
final class EventTargets {

  /** How long a target may take for one event. */
  static final Duration TIMEOUT = Duration.ofSeconds(15);

  private EventTargets() {}

  /**
   * The subscriptions of all targets.
   *
   * @throws ConfigError if a pattern is not valid
   */
  static List<Subscription> subscriptions(EventsConfig config) {
    return config.targets().entrySet().stream()
        .map(named -> subscription(named.getKey(), named.getValue()))
        .toList();
  }

  private static Subscription subscription(String name, EventTargetConfig config) {
    try {
      return new Subscription(name, config.account(), EventPattern.of(config.pattern()));
    } catch (IllegalArgumentException invalid) {
      throw new ConfigError(
          "events.targets: %s: the pattern is not valid: %s".formatted(name, invalid.getMessage()),
          invalid);
    }
  }

  /** Opens a target of the type that the configuration names. */
  static EventTarget open(Vertx vertx, EventTargetConfig config, InstantSource clock) {
    return config.kind().equals(EventTargetConfig.WEBHOOK)
        ? new WebhookTarget(vertx, config, HostResolver.system(vertx), clock, TIMEOUT)
        : AwsTargets.open(vertx, config, TIMEOUT);
  }
}
