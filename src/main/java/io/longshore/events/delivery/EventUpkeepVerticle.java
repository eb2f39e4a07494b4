package io.longshore.events.delivery;

import io.longshore.async.AsyncLoop;
import io.longshore.async.PeriodicVerticle;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports the targets of this replica once a minute, makes dead letters of what is too old, and
 * deletes what was kept long enough.
 */
public final class EventUpkeepVerticle extends PeriodicVerticle {

  private static final Logger log = LoggerFactory.getLogger(EventUpkeepVerticle.class);
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final EventTargetStore store;
  private final Map<String, Optional<String>> targets;
  private final Duration keep;

  /**
   * @param targets the account of each target whose events it gets, by the target's name
   * @param keep how long deliveries are kept after their end
   */
  public EventUpkeepVerticle(
      Postgres postgres,
      Map<String, Optional<String>> targets,
      Duration keep,
      RandomGenerator random) {
    super(EVERY, random);
    this.store = new EventTargetStore(postgres);
    this.targets = Map.copyOf(targets);
    this.keep = keep;
  }

  @Override
  protected Future<?> runOnce() {
    return store
        .register(targets)
        .compose(done -> AsyncLoop.whileTrue(() -> store.expire().map(dead -> reported(dead) > 0)))
        .compose(done -> AsyncLoop.whileTrue(() -> store.deleteOld(keep)));
  }

  private static int reported(int dead) {
    if (dead > 0) {
      log.warn("{} events were not delivered in time and are dead letters", dead);
    }
    return dead;
  }

  @Override
  protected void failed(Throwable failure) {
    log.debug("No upkeep of events", failure);
  }
}
