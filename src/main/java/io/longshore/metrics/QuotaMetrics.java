package io.longshore.metrics;

import io.longshore.api.QuotaUse;
import io.longshore.async.PeriodicVerticle;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gauges of quotas in all replicas: the highest use by an account and the limit. Counted
 * periodically, because counting takes longer the more accounts there are.
 */
public final class QuotaMetrics extends PeriodicVerticle {

  private static final Logger log = LoggerFactory.getLogger(QuotaMetrics.class);

  private final List<Supplier<Future<List<QuotaUse>>>> services;
  private final TaggedGauge used;
  private final TaggedGauge limit;

  /**
   * @param services each counts its own quotas
   */
  public QuotaMetrics(
      List<Supplier<Future<List<QuotaUse>>>> services, Duration every, MeterRegistry registry) {
    super(Duration.ZERO, every);
    this.services = services;
    this.used =
        new TaggedGauge(
            MultiGauge.builder("longshore.quota.used")
                .description("The highest use of a quota by an account, in all replicas"),
            registry);
    this.limit =
        new TaggedGauge(
            MultiGauge.builder("longshore.quota.limit")
                .description("How much an account may use of a quota"),
            registry);
  }

  @Override
  protected Future<?> runOnce() {
    return Future.all(services.stream().map(Supplier::get).toList())
        .onSuccess(all -> show(all.<List<QuotaUse>>list().stream().flatMap(List::stream).toList()));
  }

  @Override
  protected void failed(Throwable failure) {
    log.debug("Quotas could not be counted", failure);
  }

  private void show(List<QuotaUse> uses) {
    used.show(uses.stream().map(use -> TaggedGauge.Value.of(tags(use), use.used())).toList());
    limit.show(uses.stream().map(use -> TaggedGauge.Value.of(tags(use), use.limit())).toList());
  }

  private static Tags tags(QuotaUse use) {
    return Tags.of("service", use.service(), "quota", use.quota());
  }
}
