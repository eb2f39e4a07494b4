package io.longshore.events.delivery;

import io.longshore.api.ErrorMessages;
import io.longshore.async.AsyncLoop;
import io.longshore.async.PeriodicVerticle;
import io.longshore.events.relay.EventRelay;
import io.longshore.events.target.EventTarget;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for new events and due deliveries about twice a second. When it stops, tries that run have
 * a few seconds to end; those that do not are repeated by another replica.
 */
public final class DeliveryVerticle extends PeriodicVerticle {

  private static final Logger log = LoggerFactory.getLogger(DeliveryVerticle.class);
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final int STOP_SECONDS = 5;

  private final EventTargetStore store;
  private final EventRelay relay;
  private final Map<String, Optional<String>> accounts;
  private final Map<String, TargetDelivery> deliveries = new HashMap<>();

  /**
   * @param accounts the account of each target whose events it gets, by the target's name
   * @param targets by name
   * @param lease how long a replica has for one try
   */
  public DeliveryVerticle(
      Postgres postgres,
      EventRelay relay,
      Map<String, Optional<String>> accounts,
      Map<String, EventTarget> targets,
      Duration lease,
      EventMeter meter,
      RandomGenerator random) {
    super(EVERY, random);
    this.store = new EventTargetStore(postgres);
    this.relay = relay;
    this.accounts = Map.copyOf(accounts);
    DeliveryStore claims = new DeliveryStore(postgres);
    targets.forEach(
        (name, target) ->
            deliveries.put(name, new TargetDelivery(name, target, claims, lease, meter, random)));
  }

  /** Ends when the targets are known to the database, so that no event is missed from then on. */
  @Override
  public Future<?> start() {
    return store.register(accounts).compose(registered -> super.start());
  }

  @Override
  protected Future<?> runOnce() {
    deliveries.values().forEach(TargetDelivery::wake);
    return AsyncLoop.whileTrue(() -> relay.relay().map(this::wake));
  }

  /** Wakes the targets that have new deliveries. True if more is left to relay. */
  private boolean wake(Map<String, Boolean> relayed) {
    relayed.keySet().forEach(target -> deliveries.get(target).wake());
    return relayed.containsValue(true);
  }

  @Override
  protected void failed(Throwable failure) {
    log.debug("No look at events: {}", ErrorMessages.line(failure));
  }

  @Override
  public Future<?> stop() {
    super.stop();
    return Future.join(deliveries.values().stream().map(TargetDelivery::stop).toList())
        .timeout(STOP_SECONDS, TimeUnit.SECONDS)
        .transform(
            ended -> Future.join(deliveries.values().stream().map(TargetDelivery::close).toList()));
  }
}
