package io.longshore.server;

import io.longshore.Version;
import io.longshore.api.Call;
import io.longshore.api.LocalCodec;
import io.longshore.api.ServiceResponse;
import io.longshore.async.Blocking;
import io.longshore.config.trace.TracingConfig;
import io.longshore.edge.management.HttpMetrics;
import io.longshore.edge.routing.ContractLoader;
import io.longshore.metrics.MeterRegistries;
import io.longshore.metrics.SpanMetrics;
import io.longshore.trace.SpanMeter;
import io.longshore.trace.Tracing;
import io.longshore.trace.otlp.OtlpTracing;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;

/**
 * Process-wide runtime, created first: Vert.x, the meter registry and the contracts. Needs neither
 * PostgreSQL nor S3.
 *
 * @param contracts being loaded
 */
record ServerRuntime(
    Vertx vertx,
    PrometheusMeterRegistry registry,
    HttpMetrics meters,
    ContractLoader contracts,
    Tracing tracing) {

  static ServerRuntime create(CloseStack closeStack, TracingConfig config) {
    PrometheusMeterRegistry registry = MeterRegistries.registry();
    // Closed after Vert.x, whose end belongs to the last spans.
    Tracing tracing = closeStack.add("Traces", tracing(config, new SpanMetrics(registry)));
    Vertx vertx = MeterRegistries.vertx(registry, tracing);
    closeStack.add("Vert.x", () -> Blocking.await("Vert.x", vertx.close()));
    vertx.eventBus().registerDefaultCodec(Call.class, new LocalCodec<>(Call.class));
    vertx
        .eventBus()
        .registerDefaultCodec(ServiceResponse.class, new LocalCodec<>(ServiceResponse.class));
    ContractLoader contracts = ContractLoader.begin(vertx, ServiceRegistry.profiles());
    return new ServerRuntime(vertx, registry, new HttpMetrics(registry), contracts, tracing);
  }

  /** Loads no class of OpenTelemetry unless traces are exported. */
  private static Tracing tracing(TracingConfig config, SpanMeter meter) {
    return config
        .endpoint()
        .map(endpoint -> OtlpTracing.open(config, endpoint, Version.number(), meter))
        .orElse(Tracing.NONE);
  }
}
