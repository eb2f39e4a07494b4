package io.longshore.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * A gauge with a value for each set of tags. Values are replaced in place, because a scrape misses
 * a series that is registered anew while it runs. Confined to one context.
 */
final class TaggedGauge {

  /** The value of one series. */
  record Value(Tags tags, double value) {

    static Value of(Tags tags, double value) {
      return new Value(tags, value);
    }
  }

  private final MultiGauge gauge;
  private final Map<Tags, AtomicReference<Double>> values = new HashMap<>();

  TaggedGauge(MultiGauge.Builder gauge, MeterRegistry registry) {
    this.gauge = gauge.register(registry);
  }

  /** Replaces the values. Series that are not among them end. */
  void show(List<Value> found) {
    values.keySet().retainAll(found.stream().map(Value::tags).collect(Collectors.toSet()));
    found.forEach(
        each ->
            values
                .computeIfAbsent(each.tags(), tags -> new AtomicReference<>(0d))
                .set(each.value()));
    gauge.register(
        values.entrySet().stream()
            .<Row<?>>map(each -> Row.of(each.getKey(), each.getValue(), AtomicReference::get))
            .toList(),
        false);
  }
}
