package io.longshore.metrics;

import io.longshore.async.PeriodicVerticle;
import io.longshore.events.admin.TargetStatus;
import io.longshore.events.admin.TargetStatusStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gauges of undelivered events of all replicas by target, counted periodically. Every replica shows
 * the same numbers: aggregate them by max.
 */
public final class EventCountMetrics extends PeriodicVerticle {

  private static final Logger log = LoggerFactory.getLogger(EventCountMetrics.class);

  private final TargetStatusStore store;
  private final Set<String> targets;
  private final MultiGauge waiting;
  private final MultiGauge age;
  private final MultiGauge dead;
  private final MultiGauge disabled;

  public EventCountMetrics(
      TargetStatusStore store, Set<String> targets, Duration every, MeterRegistry registry) {
    super(Duration.ZERO, every);
    this.store = store;
    this.targets = Set.copyOf(targets);
    this.waiting =
        gauge("longshore.events.waiting", "Events that a target has not taken yet")
            .register(registry);
    this.age =
        gauge("longshore.events.age", "Time since the oldest of them happened")
            .baseUnit("seconds")
            .register(registry);
    this.dead =
        gauge("longshore.events.dead", "Events that a target did not take in time")
            .register(registry);
    this.disabled =
        gauge("longshore.events.disabled", "1 if a target is disabled").register(registry);
  }

  private static MultiGauge.Builder gauge(String name, String description) {
    return MultiGauge.builder(name).description(description + ", in all replicas");
  }

  @Override
  protected Future<?> runOnce() {
    return store.all(Optional.empty()).onSuccess(this::show);
  }

  @Override
  protected void failed(Throwable failure) {
    log.debug("Events could not be counted", failure);
  }

  private void show(List<TargetStatus> found) {
    List<TargetStatus> own =
        found.stream().filter(target -> targets.contains(target.name())).toList();
    waiting.register(rows(own, TargetStatus::waiting), true);
    age.register(rows(own, TargetStatus::ageSeconds), true);
    dead.register(rows(own, TargetStatus::dead), true);
    disabled.register(rows(own, target -> target.disabledAt().isPresent() ? 1 : 0), true);
  }

  private static List<Row<?>> rows(List<TargetStatus> found, ToDoubleFunction<TargetStatus> value) {
    return found.stream()
        .<Row<?>>map(
            target -> Row.of(Tags.of("target", target.name()), value.applyAsDouble(target)))
        .toList();
  }
}
