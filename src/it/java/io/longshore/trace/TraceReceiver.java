package io.longshore.trace;

import io.longshore.fixture.Waiting;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** A receiver of traces: OTLP over HTTP, protocol buffers. */
public final class TraceReceiver implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private final Queue<Received> spans = new ConcurrentLinkedQueue<>();
  private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();

  private record Waiter(Predicate<List<Received>> condition, CompletableFuture<Void> met) {

    void look(List<Received> spans) {
      if (condition.test(spans)) {
        met.complete(null);
      }
    }
  }

  /** A span as it arrived; {@code state} is its {@code tracestate}. */
  public record Received(
      String trace,
      String id,
      String parent,
      String name,
      boolean failed,
      String description,
      Map<String, String> attributes,
      String state,
      String service) {

    public String attribute(String key) {
      return attributes.get(key);
    }
  }

  public TraceReceiver() {
    server =
        Waiting.await(
            vertx.createHttpServer().requestHandler(this::receive).listen(0, "127.0.0.1"));
  }

  private void receive(HttpServerRequest request) {
    boolean known =
        request.path().equals("/v1/traces")
            && "application/x-protobuf".equals(request.getHeader("content-type"));
    request
        .body()
        .onSuccess(
            body -> {
              if (known) {
                add(body);
                waiters.forEach(waiter -> waiter.look(spans()));
              }
              request.response().setStatusCode(known ? 200 : 404).end();
            });
  }

  private void add(Buffer body) {
    try {
      GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(body.getBytes()));
      ExportTraceServiceRequest.parseFrom(plain.readAllBytes())
          .getResourceSpansList()
          .forEach(
              resource -> {
                String service =
                    resource.getResource().getAttributesList().stream()
                        .filter(attribute -> attribute.getKey().equals("service.name"))
                        .map(attribute -> attribute.getValue().getStringValue())
                        .findFirst()
                        .orElse("");
                resource
                    .getScopeSpansList()
                    .forEach(
                        scope ->
                            scope.getSpansList().forEach(span -> spans.add(read(span, service))));
              });
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  private static Received read(io.opentelemetry.proto.trace.v1.Span span, String service) {
    HexFormat hex = HexFormat.of();
    return new Received(
        hex.formatHex(span.getTraceId().toByteArray()),
        hex.formatHex(span.getSpanId().toByteArray()),
        hex.formatHex(span.getParentSpanId().toByteArray()),
        span.getName(),
        span.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR,
        span.getStatus().getMessage(),
        span.getAttributesList().stream()
            .collect(Collectors.toMap(a -> a.getKey(), a -> text(a.getValue()))),
        span.getTraceState(),
        service);
  }

  private static String text(AnyValue value) {
    return value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue();
  }

  /** The setting {@code tracing.endpoint}. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  /** All spans that have arrived. */
  public List<Received> spans() {
    return List.copyOf(spans);
  }

  /** The spans of a trace that have arrived. */
  public List<Received> spans(String trace) {
    return ofTrace(spans(), trace);
  }

  private static List<Received> ofTrace(List<Received> all, String trace) {
    return all.stream().filter(span -> span.trace().equals(trace)).toList();
  }

  /** Returns the spans of the trace as soon as they fulfil the condition. */
  public List<Received> await(String trace, Predicate<List<Received>> condition) {
    Waiter waiter =
        new Waiter(all -> condition.test(ofTrace(all, trace)), new CompletableFuture<>());
    waiters.add(waiter);
    waiter.look(spans());
    try {
      waiter.met().get(60, TimeUnit.SECONDS);
    } catch (Exception late) {
      throw new AssertionError("Received " + spans(trace), late);
    }
    return spans(trace);
  }

  @Override
  public void close() {
    Waiting.await(vertx.close());
  }
}
