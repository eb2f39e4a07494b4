package io.longshore.server;

import io.longshore.api.QuotaUse;
import io.longshore.config.LongshoreConfig;
import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.admin.QueueStore;
import io.longshore.engine.store.JobStore;
import io.longshore.metrics.CitusMetrics;
import io.longshore.metrics.EventLoopLagMetrics;
import io.longshore.metrics.JobCountMetrics;
import io.longshore.metrics.QuotaMetrics;
import io.longshore.store.CitusStore;
import io.longshore.store.Postgres;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The verticles that measure what needs a query, one instance in each process, by their names. */
final class MetricTasks {

  private static final int SELDOM = 12;

  private MetricTasks() {}

  static Map<String, Supplier<Deployable>> of(
      MeterRegistry registry,
      Postgres postgres,
      JobStore jobs,
      JobTypeRegistry types,
      LongshoreConfig config) {
    QueueStore queue = new QueueStore(postgres);
    Duration every = config.management().gauges();
    List<Supplier<Future<List<QuotaUse>>>> quotas = ServiceRegistry.quotas(postgres, config);
    CitusStore citus = new CitusStore(postgres);
    Map<String, Supplier<Deployable>> all = new LinkedHashMap<>();
    all.put("Job counts", () -> new JobCountMetrics(jobs, queue, types, every, registry));
    all.put("Quota use", () -> new QuotaMetrics(quotas, every.multipliedBy(SELDOM), registry));
    all.put("Citus nodes", () -> new CitusMetrics(citus, every.multipliedBy(SELDOM), registry));
    return all;
  }

  /** The verticle that measures one event loop; deploy one instance for each. */
  static Supplier<Deployable> lag(MeterRegistry registry) {
    return () -> new EventLoopLagMetrics(registry);
  }
}
