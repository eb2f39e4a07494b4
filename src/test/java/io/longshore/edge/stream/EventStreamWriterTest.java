package io.longshore.edge.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.EventStream;
import io.longshore.api.ServerSentEvent;
import io.longshore.edge.ExchangeFixture;
import io.longshore.edge.management.HttpMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventStreamWriterTest {

  private static final String EVENT = "x".repeat(10_000);

  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final HttpMetrics metrics = new HttpMetrics(registry);
  private final Promise<EventStreamWriter> writing = Promise.promise();
  private final Promise<Void> ended = Promise.promise();
  private Context context;

  @AfterEach
  void close() {
    await(vertx.close());
  }

  /** Events without end, as fast as they are asked for. */
  private static final class Endless implements EventStream {
    final AtomicInteger asked = new AtomicInteger();
    final Promise<Void> closed = Promise.promise();

    @Override
    public Future<List<ServerSentEvent>> next() {
      asked.incrementAndGet();
      return Future.succeededFuture(
          List.of(new ServerSentEvent(Optional.of("1"), "event", Optional.of(EVENT))));
    }

    @Override
    public void close() {
      closed.complete();
    }
  }

  @Test
  void a_client_that_does_not_read_is_asked_no_more_events_for_and_is_cut_off() throws Exception {
    Endless stream = new Endless();
    try (Socket client = open(stream)) {
      EventStreamWriter writer = await(writing.future());
      int asked = untilItStops(writer, stream);

      for (int i = 0; i < EventStreamWriter.STALL_SECONDS - 2; i++) {
        await(onContext(writer::tick));
      }
      assertThat(stream.asked).hasValue(asked);
      assertThat(ended.future().isComplete()).isFalse();
      for (int i = 0; i < 4; i++) {
        await(onContext(writer::tick));
      }

      await(ended.future());
      await(stream.closed.future());
      assertThat(stream.asked).hasValue(asked);
      assertThat(closed("slow")).isEqualTo(1);
      assertThat(registry.get("longshore.streams.open").gauge().value()).isZero();
      assertThat((double) asked * EVENT.length()).isLessThan(32 << 20); // the sockets' buffers
    }
  }

  @Test
  void a_client_that_reads_again_gets_the_next_events() throws Exception {
    Endless stream = new Endless();
    try (Socket client = open(stream)) {
      EventStreamWriter writer = await(writing.future());
      int asked = untilItStops(writer, stream);

      client.getInputStream().readNBytes(asked * EVENT.length());

      assertThat(stream.asked.get()).isGreaterThan(asked - 1);
      client.getInputStream().readNBytes(20 * EVENT.length());
      assertThat(stream.asked.get()).isGreaterThan(asked);
      assertThat(ended.future().isComplete()).isFalse();
    }
  }

  @Test
  void a_comment_is_written_while_there_is_no_event() throws Exception {
    Promise<List<ServerSentEvent>> none = Promise.promise();
    try (Socket client = open(waitingFor(none))) {
      EventStreamWriter writer = await(writing.future());
      for (int i = 0; i < EventStreamWriter.COMMENT_SECONDS; i++) {
        await(onContext(writer::tick));
      }
      none.complete(List.of());

      String text = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(text).startsWith("HTTP/1.1 200").contains("text/event-stream").contains("\n:\n\n");
      assertThat(closed("end")).isEqualTo(1);
    }
  }

  @Test
  void a_replica_that_stops_tells_the_client_to_come_back() throws Exception {
    try (Socket client = open(waitingFor(Promise.promise()))) {
      EventStreamWriter writer = await(writing.future());
      await(onContext(writer::drain));

      String text = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(text).containsPattern("retry: \\d{3,4}\n\n");
      assertThat(closed("drain")).isEqualTo(1);
    }
  }

  private static EventStream waitingFor(Promise<List<ServerSentEvent>> events) {
    return new EventStream() {
      @Override
      public Future<List<ServerSentEvent>> next() {
        return events.future();
      }

      @Override
      public void close() {}
    };
  }

  private double closed(String cause) {
    return registry.get("longshore.streams.closed").tag("cause", cause).counter().count();
  }

  /** The number of events that were asked for when the writer waits for the client. */
  private int untilItStops(EventStreamWriter writer, Endless stream) {
    int before = -1;
    while (before != stream.asked.get()) {
      before = stream.asked.get();
      await(vertx.timer(200, TimeUnit.MILLISECONDS));
    }
    return before;
  }

  private Socket open(EventStream stream) throws Exception {
    HttpServer server =
        await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      context = vertx.getOrCreateContext();
                      EventStreamWriter writer =
                          new EventStreamWriter(
                              context,
                              ExchangeFixture.of(request, metrics),
                              stream,
                              metrics.streams(),
                              EventStreamWriter.COMMENT_SECONDS);
                      writer.start().onComplete(ended);
                      writing.complete(writer);
                    })
                .listen(0, "127.0.0.1"));
    Socket client = new Socket("127.0.0.1", server.actualPort());
    client.setSoTimeout(15_000);
    client
        .getOutputStream()
        .write(
            "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
    return client;
  }

  private Future<Void> onContext(Runnable action) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        now -> {
          action.run();
          done.complete();
        });
    return done.future();
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }
}
