package io.longshore.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.metrics.TaggedGauge.Value;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaggedGaugeTest {

  private static final Tags ONE = Tags.of("target", "one");
  private static final Tags OTHER = Tags.of("target", "other");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final TaggedGauge gauge = new TaggedGauge(MultiGauge.builder("waiting"), registry);

  @Test
  void a_series_stays_registered_while_its_value_changes() {
    List<Meter> removed = new ArrayList<>();
    registry.config().onMeterRemoved(removed::add);

    gauge.show(List.of(Value.of(ONE, 1)));
    Gauge first = registry.get("waiting").tags(ONE).gauge();
    gauge.show(List.of(Value.of(ONE, 2), Value.of(OTHER, 3)));

    assertThat(removed).isEmpty();
    assertThat(registry.get("waiting").tags(ONE).gauge()).isSameAs(first);
    assertThat(first.value()).isEqualTo(2);
    assertThat(registry.get("waiting").tags(OTHER).gauge().value()).isEqualTo(3);
  }

  @Test
  void a_series_without_a_value_ends_and_can_begin_again() {
    gauge.show(List.of(Value.of(ONE, 1), Value.of(OTHER, 2)));
    gauge.show(List.of(Value.of(ONE, 1)));
    assertThat(registry.find("waiting").tags(OTHER).gauge()).isNull();

    gauge.show(List.of(Value.of(ONE, 1), Value.of(OTHER, 5)));
    assertThat(registry.get("waiting").tags(OTHER).gauge().value()).isEqualTo(5);
  }
}
