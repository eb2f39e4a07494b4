package io.longshore.events;

import io.longshore.config.event.EventsConfig;
import io.longshore.config.load.ConfigError;
import io.longshore.events.delivery.DeliveryVerticle;
import io.longshore.events.delivery.EventMeter;
import io.longshore.events.delivery.EventUpkeepVerticle;
import io.longshore.events.outbox.EndedJobEvents;
import io.longshore.events.relay.EventRelay;
import io.longshore.events.relay.EventRelay.Subscription;
import io.longshore.events.target.EventTarget;
import io.longshore.store.Postgres;
import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * What delivers events in this process. Made only if a target is configured; without one, none of
 * the classes that it makes is loaded.
 */
public final class Events {

  /** How long a replica has for a try and its record, before another one tries. */
  private static final Duration LEASE = EventTargets.TIMEOUT.multipliedBy(2);

  private final EventsConfig config;
  private final List<Subscription> subscriptions;

  /**
   * @throws ConfigError if a pattern is not valid
   */
  public Events(EventsConfig config) {
    this.config = config;
    this.subscriptions = EventTargets.subscriptions(config);
  }

  /** The verticles, one instance each, by their names in the log. */
  public Map<String, Supplier<Deployable>> verticles(
      Vertx vertx,
      Postgres postgres,
      List<EndedJobEvents> ended,
      EventMeter meter,
      InstantSource clock) {
    Map<String, Supplier<Deployable>> all = new LinkedHashMap<>();
    all.put("Events", () -> delivery(vertx, postgres, ended, meter, clock));
    all.put(
        "Upkeep of events",
        () -> new EventUpkeepVerticle(postgres, accounts(), config.keep(), new SplittableRandom()));
    return all;
  }

  private Deployable delivery(
      Vertx vertx,
      Postgres postgres,
      List<EndedJobEvents> ended,
      EventMeter meter,
      InstantSource clock) {
    Map<String, EventTarget> targets = new HashMap<>();
    config
        .targets()
        .forEach((name, target) -> targets.put(name, EventTargets.open(vertx, target, clock)));
    EventRelay relay = new EventRelay(postgres, subscriptions, ended, config.retryFor());
    return new DeliveryVerticle(
        postgres, relay, accounts(), targets, LEASE, meter, new SplittableRandom());
  }

  private Map<String, Optional<String>> accounts() {
    Map<String, Optional<String>> accounts = new HashMap<>();
    config.targets().forEach((name, target) -> accounts.put(name, target.account()));
    return accounts;
  }
}
