package io.longshore.trace.otlp;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Optional;

/** The W3C header {@code traceparent}. */
final class Traceparent {

  private static final String NAME = "traceparent";

  private static final TextMapGetter<String> VALUE =
      new TextMapGetter<>() {
        @Override
        public String get(String carrier, String key) {
          return NAME.equals(key) ? carrier : null;
        }
      };

  private Traceparent() {}

  /** Returns nothing if the header is malformed. */
  static Optional<SpanContext> parse(String header) {
    Context parsed = W3CTraceContextPropagator.getInstance().extract(Context.root(), header, VALUE);
    return Optional.of(Span.fromContext(parsed).getSpanContext()).filter(SpanContext::isValid);
  }

  static String format(SpanContext span) {
    return "00-%s-%s-%s"
        .formatted(span.getTraceId(), span.getSpanId(), span.getTraceFlags().asHex());
  }
}
