package io.longshore.metrics;

import io.longshore.Version;
import io.longshore.trace.Tracing;
import io.longshore.trace.VertxSpans;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.EnumSet;
import java.util.UUID;

/** Creates the registry for the server's own metrics and for Vert.x' pools. */
public final class MeterRegistries {

  private MeterRegistries() {}

  public static PrometheusMeterRegistry registry() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    registry.config().meterFilter(new OwnName());
    // The SQL client has one gauge for the queues of all its pools, which is meaningless.
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("longshore.sql"));
    // Their names break the naming conventions of Prometheus.
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    Gauge.builder("longshore.build.info", () -> 1)
        .description("1, with the version as a label")
        .tag("version", Version.number())
        .register(registry);
    return registry;
  }

  /**
   * Creates Vert.x with metrics of its pools, on the native transport if there is one.
   *
   * @param tracing gets the spans of SQL statements, if it is on
   */
  public static Vertx vertx(PrometheusMeterRegistry registry, Tracing tracing) {
    MicrometerMetricsOptions metrics =
        new MicrometerMetricsOptions()
            .setEnabled(true)
            // By its name a second Vert.x of this JVM would find, and write to, the first one's
            // registry.
            .setRegistryName("longshore-" + UUID.randomUUID())
            .setLabels(EnumSet.of(Label.POOL_TYPE, Label.POOL_NAME));
    EnumSet.complementOf(EnumSet.of(MetricsDomain.NAMED_POOLS))
        .forEach(metrics::addDisabledMetricsCategory);
    VertxBuilder vertx =
        Vertx.builder()
            .with(new VertxOptions().setPreferNativeTransport(true).setMetricsOptions(metrics))
            .withMetrics(new MicrometerMetricsFactory(registry));
    if (tracing.isOn()) {
      vertx.withTracer(options -> new VertxSpans(tracing));
    }
    return vertx.build();
  }

  /** {@code vertx.pool.in.use} is {@code longshore.pool.in.use} here. */
  private static final class OwnName implements MeterFilter {
    @Override
    public Meter.Id map(Meter.Id id) {
      return id.withName(id.getName().replaceFirst("^vertx\\.", "longshore."));
    }
  }
}
