package io.longshore.metrics;

import io.longshore.api.QuotaUse;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gauges of quotas in all replicas: the highest use by an account and the limit. Counted
 * periodically, because counting takes longer the more accounts there are.
 */
public final class QuotaMetrics extends VerticleBase {

  private static final Logger log = LoggerFactory.getLogger(QuotaMetrics.class);

  private final List<Supplier<Future<List<QuotaUse>>>> services;
  private final Duration every;
  private final MultiGauge used;
  private final MultiGauge limit;
  private boolean counting;

  /**
   * @param services each counts its own quotas
   */
  public QuotaMetrics(
      List<Supplier<Future<List<QuotaUse>>>> services, Duration every, MeterRegistry registry) {
    this.services = services;
    this.every = every;
    this.used =
        MultiGauge.builder("longshore.quota.used")
            .description("The highest use of a quota by an account, in all replicas")
            .register(registry);
    this.limit =
        MultiGauge.builder("longshore.quota.limit")
            .description("How much an account may use of a quota")
            .register(registry);
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(0, every.toMillis(), timer -> count());
    return Future.succeededFuture();
  }

  private void count() {
    if (counting) {
      return;
    }
    counting = true;
    Future.all(services.stream().map(Supplier::get).toList())
        .onSuccess(all -> show(all.<List<QuotaUse>>list().stream().flatMap(List::stream).toList()))
        .onFailure(failure -> log.debug("Quotas could not be counted", failure))
        .onComplete(done -> counting = false);
  }

  private void show(List<QuotaUse> uses) {
    used.register(uses.stream().<Row<?>>map(use -> Row.of(tags(use), use.used())).toList(), true);
    limit.register(uses.stream().<Row<?>>map(use -> Row.of(tags(use), use.limit())).toList(), true);
  }

  private static Tags tags(QuotaUse use) {
    return Tags.of("service", use.service(), "quota", use.quota());
  }
}
