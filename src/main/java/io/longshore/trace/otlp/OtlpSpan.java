package io.longshore.trace.otlp;

import io.longshore.trace.TraceSpan;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Optional;

/** A span of OpenTelemetry. */
record OtlpSpan(Tracer tracer, Span span) implements TraceSpan {

  @Override
  public boolean isPresent() {
    return true;
  }

  /** True also for a span of elsewhere, whose children may be exported. */
  @Override
  public boolean isRecording() {
    return span.getSpanContext().isSampled();
  }

  @Override
  public TraceSpan child(String name, Kind kind) {
    Context parent = Context.root().with(span);
    return new OtlpSpan(tracer, OtlpTracing.start(tracer, name, kind, parent));
  }

  @Override
  public TraceSpan set(String attribute, String value) {
    span.setAttribute(attribute, value);
    return this;
  }

  @Override
  public TraceSpan set(String attribute, long value) {
    span.setAttribute(attribute, value);
    return this;
  }

  @Override
  public void fail(String type, String description) {
    span.setStatus(StatusCode.ERROR, description);
    span.setAttribute("error.type", type);
  }

  @Override
  public void end() {
    span.end();
  }

  @Override
  public Optional<String> traceId() {
    return Optional.of(span.getSpanContext().getTraceId());
  }

  @Override
  public Optional<String> traceparent() {
    return Optional.of(Traceparent.format(span.getSpanContext()));
  }
}
