package io.longshore.trace.otlp;

import io.longshore.config.trace.TracingConfig;
import io.longshore.trace.SpanMeter;
import io.longshore.trace.TraceSpan;
import io.longshore.trace.TraceSpan.Kind;
import io.longshore.trace.Tracing;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Traces that are exported by OTLP. Ended spans wait in a bounded queue for a thread of their own;
 * when the receiver does not keep up, or does not answer, more spans are dropped.
 */
public final class OtlpTracing implements Tracing {

  private static final int WAITING_SPANS = 4_096;
  private static final int LONGEST_VALUE = 2_048;
  private static final Duration DELAY = Duration.ofSeconds(1);
  private static final Duration EXPORT_TIMEOUT = Duration.ofSeconds(5);
  private static final long CLOSE_SECONDS = 3;

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  private OtlpTracing(SdkTracerProvider provider) {
    this.provider = provider;
    this.tracer = provider.get("io.longshore");
  }

  /**
   * @param endpoint the base URL of the receiver
   * @param version of this server, for the resource of the spans
   */
  public static Tracing open(TracingConfig config, URI endpoint, String version, SpanMeter meter) {
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(Resource.create(resource(config, version)))
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(config.sampling())))
            .setSpanLimits(SpanLimits.builder().setMaxAttributeValueLength(LONGEST_VALUE).build())
            .addSpanProcessor(processor(endpoint, meter))
            .build();
    return new OtlpTracing(provider);
  }

  private static SpanProcessor processor(URI endpoint, SpanMeter meter) {
    String base = endpoint.toString().replaceFirst("/+$", "");
    OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(base + "/v1/traces")
            .setTimeout(EXPORT_TIMEOUT)
            .setConnectTimeout(EXPORT_TIMEOUT)
            .setCompression("gzip")
            .build();
    AtomicInteger waiting = new AtomicInteger();
    BatchSpanProcessor queue =
        BatchSpanProcessor.builder(new LoggedExporter(exporter, base, waiting, meter))
            .setMaxQueueSize(WAITING_SPANS)
            .setScheduleDelay(DELAY)
            .setExporterTimeout(EXPORT_TIMEOUT)
            .build();
    return new WaitingSpans(WAITING_SPANS, waiting, queue, meter);
  }

  private static Attributes resource(TracingConfig config, String version) {
    return Attributes.builder()
        .put("service.name", config.service())
        .put("service.version", version)
        .put("service.instance.id", UUID.randomUUID().toString())
        .build();
  }

  @Override
  public boolean isOn() {
    return true;
  }

  @Override
  public TraceSpan start(String name, Kind kind, Optional<String> traceparent) {
    Context parent =
        traceparent
            .flatMap(Traceparent::parse)
            .map(context -> Context.root().with(Span.wrap(context)))
            .orElse(Context.root());
    return new OtlpSpan(tracer, start(tracer, name, kind, parent));
  }

  @Override
  public TraceSpan remote(String traceparent) {
    return Traceparent.parse(traceparent)
        .<TraceSpan>map(context -> new OtlpSpan(tracer, Span.wrap(context)))
        .orElse(TraceSpan.NONE);
  }

  static Span start(Tracer tracer, String name, Kind kind, Context parent) {
    return tracer
        .spanBuilder(name)
        .setParent(parent)
        .setSpanKind(SpanKind.valueOf(kind.name()))
        .startSpan();
  }

  @Override
  public void close() {
    provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
