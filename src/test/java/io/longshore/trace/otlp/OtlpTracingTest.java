package io.longshore.trace.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.longshore.config.trace.TracingConfig;
import io.longshore.trace.SpanMeter;
import io.longshore.trace.TraceSpan;
import io.longshore.trace.TraceSpan.Kind;
import io.longshore.trace.Tracing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpTracingTest {

  private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private static Tracing open(URI receiver, double share) {
    return open(receiver, share, SpanMeter.NONE);
  }

  private static Tracing open(URI receiver, double share, SpanMeter meter) {
    TracingConfig config = new TracingConfig(Optional.of(receiver), share, "longshore");
    return OtlpTracing.open(config, receiver, "1", meter);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
      })
  void a_malformed_parent_is_no_parent(String header) {
    assertThat(Traceparent.parse(header)).isEmpty();
  }

  /** What became of spans. */
  private static final class Counted implements SpanMeter {
    private final AtomicInteger exported = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();

    @Override
    public void exported(int spans) {
      exported.addAndGet(spans);
    }

    @Override
    public void dropped(int spans) {
      dropped.addAndGet(spans);
    }
  }

  @Test
  void each_span_is_counted_as_exported_or_dropped() throws IOException {
    Counted counted = new Counted();
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/v1/traces", OtlpTracingTest::refuse);
    receiver.start();
    try (Tracing tracing =
        open(URI.create("http://127.0.0.1:" + receiver.getAddress().getPort()), 1, counted)) {
      for (int i = 0; i < 1_000; i++) {
        tracing.start("span", Kind.INTERNAL, Optional.of(PARENT)).end();
        String unsampled = PARENT.replaceFirst("01$", "00");
        tracing.start("quiet", Kind.INTERNAL, Optional.of(unsampled)).end();
      }
    } finally {
      receiver.stop(0);
    }
    assertThat(counted.dropped.get()).isEqualTo(1_000);
    assertThat(counted.exported.get()).isZero();
  }

  private static void refuse(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(400, -1);
    exchange.close();
  }

  /** A receiver that accepts connections and never answers is the worst one. */
  @Test
  void a_receiver_that_does_not_answer_delays_neither_spans_nor_the_end() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Counted counted = new Counted();
      Tracing tracing = open(URI.create("http://127.0.0.1:" + silent.getLocalPort()), 1, counted);
      long began = System.nanoTime();
      for (int i = 0; i < 200_000; i++) {
        tracing.start("span", Kind.INTERNAL, Optional.of(PARENT)).set("n", i).end();
      }
      Duration ended = Duration.ofNanos(System.nanoTime() - began);
      tracing.close();
      Duration closed = Duration.ofNanos(System.nanoTime() - began).minus(ended);

      assertThat(ended).isLessThan(Duration.ofSeconds(20));
      assertThat(closed).isLessThan(Duration.ofSeconds(6));
      assertThat(counted.exported.get()).isZero();
      // All but those that wait, and a batch of 512 that was being sent.
      assertThat(counted.dropped.get()).isBetween(200_000 - 4_096 - 512, 200_000);
    }
  }

  @Test
  void a_parent_decides_whether_its_trace_is_sampled() {
    try (Tracing none = open(URI.create("http://127.0.0.1:9"), 0)) {
      TraceSpan sampled = none.start("a", Kind.SERVER, Optional.of(PARENT));
      TraceSpan unsampled = none.start("b", Kind.SERVER, Optional.empty());

      assertThat(sampled.isRecording()).isTrue();
      assertThat(sampled.traceId()).contains("4bf92f3577b34da6a3ce929d0e0e4736");
      assertThat(sampled.traceparent().orElseThrow()).endsWith("-01");
      assertThat(unsampled.isRecording()).isFalse();
      // The second bit says that the id of the trace is random.
      assertThat(unsampled.traceparent().orElseThrow()).matches(".*-0[02]");
      assertThat(unsampled.child("c", Kind.INTERNAL).traceId()).isEqualTo(unsampled.traceId());
    }
  }
}
