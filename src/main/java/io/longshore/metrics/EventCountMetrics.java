package io.longshore.metrics;

import io.longshore.async.PeriodicVerticle;
import io.longshore.events.admin.TargetStatus;
import io.longshore.events.admin.TargetStatusStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
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
  private final TaggedGauge waiting;
  private final TaggedGauge age;
  private final TaggedGauge dead;
  private final TaggedGauge disabled;

  public EventCountMetrics(
      TargetStatusStore store, Set<String> targets, Duration every, MeterRegistry registry) {
    super(Duration.ZERO, every);
    this.store = store;
    this.targets = Set.copyOf(targets);
    this.waiting =
        gauge(registry, "longshore.events.waiting", "Events that a target has not taken yet");
    this.age =
        new TaggedGauge(
            builder("longshore.events.age", "Time since the oldest of them happened")
                .baseUnit("seconds"),
            registry);
    this.dead =
        gauge(registry, "longshore.events.dead", "Events that a target did not take in time");
    this.disabled = gauge(registry, "longshore.events.disabled", "1 if a target is disabled");
  }

  private static TaggedGauge gauge(MeterRegistry registry, String name, String description) {
    return new TaggedGauge(builder(name, description), registry);
  }

  private static MultiGauge.Builder builder(String name, String description) {
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
    waiting.show(rows(own, TargetStatus::waiting));
    age.show(rows(own, TargetStatus::ageSeconds));
    dead.show(rows(own, TargetStatus::dead));
    disabled.show(rows(own, target -> target.disabledAt().isPresent() ? 1 : 0));
  }

  private static List<TaggedGauge.Value> rows(
      List<TargetStatus> found, ToDoubleFunction<TargetStatus> value) {
    return found.stream()
        .map(
            target ->
                TaggedGauge.Value.of(Tags.of("target", target.name()), value.applyAsDouble(target)))
        .toList();
  }
}
