package io.longshore.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ServiceResponse;
import io.longshore.config.HttpConfig;
import io.longshore.edge.RawHttpClient;
import io.longshore.edge.RawHttpClient.Reply;
import io.longshore.edge.SampleService;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that take much, or for ever: others are served meanwhile. */
@Timeout(120)
class ConnectionTrackerTest {

  private static final int BOUND_MILLIS = 60_000;
  private static final int SLOW = 500;

  private static SampleService harbour(
      int callsInFlight, int connections, Duration head, Duration body) {
    return harbour(callsInFlight, connections, Duration.ofMinutes(1), head, body);
  }

  private static SampleService harbour(
      int callsInFlight, int connections, Duration idle, Duration head, Duration body) {
    return SampleService.start(
        new HttpConfig(
            "127.0.0.1",
            0,
            callsInFlight,
            idle,
            Duration.ofMinutes(1),
            connections,
            head,
            body,
            Optional.empty(),
            Optional.empty(),
            false),
        Optional.empty());
  }

  @Test
  void five_hundred_heads_that_come_byte_by_byte_are_ended_and_others_are_served()
      throws Exception {
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    List<Socket> sockets = new ArrayList<>();
    Duration minute = Duration.ofMinutes(1);
    try (SampleService harbour = harbour(8, 10_000, Duration.ofSeconds(3), minute)) {
      for (int i = 0; i < SLOW; i++) {
        sockets.add(socket(harbour, "GET /_longshore/health HTTP/1.1\r\nHost: h\r\nX-Slow: "));
      }
      clock.scheduleWithFixedDelay(
          () -> sockets.forEach(ConnectionTrackerTest::drip), 0, 300, MILLIS);
      RawHttpClient wire = new RawHttpClient(harbour.port());
      until(() -> gauge(harbour) >= SLOW);
      assertThat(wire.send(wire.signed("GET", "/v1/ships", "")).status()).isEqualTo(200);
      for (Socket socket : sockets) {
        assertThat(isClosed(socket)).isTrue();
        if (socket.getLocalPort() % 50 == 0) {
          assertThat(wire.send(wire.signed("GET", "/v1/ships", "")).status()).isEqualTo(200);
        }
      }
      assertThat(closed(harbour, "slow")).isEqualTo(SLOW);
    } finally {
      clock.shutdownNow();
      closeAll(sockets);
    }
  }

  private static final TimeUnit MILLIS = TimeUnit.MILLISECONDS;

  @Test
  void a_second_head_that_comes_byte_by_byte_is_ended_too() throws Exception {
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    String first = "GET /_longshore/health HTTP/1.1\r\nHost: h\r\n\r\n";
    Duration minute = Duration.ofMinutes(1);
    try (SampleService harbour = harbour(8, 100, Duration.ofSeconds(1), minute, minute);
        Socket socket = socket(harbour, first)) {
      InputStream in = socket.getInputStream();
      assertThat((char) in.read()).isEqualTo('H');
      clock.scheduleWithFixedDelay(() -> drip(socket), 0, 300, MILLIS);
      assertThat(isClosed(socket)).isTrue();
      assertThat(harbour.calls).isEmpty();
    } finally {
      clock.shutdownNow();
    }
  }

  @Test
  void a_body_that_comes_byte_by_byte_is_refused_with_408() throws Exception {
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    String head = "POST /v1/ships HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n";
    Duration minute = Duration.ofMinutes(1);
    try (SampleService harbour = harbour(8, 100, minute, Duration.ofSeconds(1));
        Socket socket = socket(harbour, head)) {
      clock.scheduleWithFixedDelay(() -> drip(socket), 0, 300, MILLIS);
      String said = said(socket);

      assertThat(said)
          .startsWith("HTTP/1.1 408 ")
          .contains("RequestTimeoutException", "The body did not come within 1 s.");
      assertThat(harbour.calls).isEmpty();
      RawHttpClient wire = new RawHttpClient(harbour.port());
      assertThat(wire.send(wire.signed("POST", "/v1/ships", "{\"Name\":\"x\"}")).status())
          .isEqualTo(201);
    } finally {
      clock.shutdownNow();
    }
  }

  @Test
  void a_connection_that_is_one_too_many_is_closed_and_finds_a_place_when_another_ends()
      throws Exception {
    Duration minute = Duration.ofMinutes(1);
    try (SampleService harbour = harbour(8, 3, minute, minute)) {
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        sockets.add(socket(harbour, "GET / HTTP/1.1\r\n"));
      }
      until(() -> gauge(harbour) == 3);
      try (Socket fourth = socket(harbour, "")) {
        assertThat(isClosed(fourth)).isTrue();
      }
      assertThat(closed(harbour, "full")).isEqualTo(1);
      closeAll(sockets);
      until(() -> gauge(harbour) == 0);
      RawHttpClient wire = new RawHttpClient(harbour.port());
      assertThat(wire.send(wire.signed("GET", "/v1/ships", "")).status()).isEqualTo(200);
    }
  }

  @Test
  void while_one_account_holds_all_it_may_another_is_served() throws Exception {
    ExecutorService clients = Executors.newCachedThreadPool();
    Duration minute = Duration.ofMinutes(1);
    try (SampleService harbour = harbour(8, 100, minute, minute)) {
      RawHttpClient wire = new RawHttpClient(harbour.port());
      List<Future<Reply>> held = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        held.add(clients.submit(() -> wire.send(wire.signed("GET", "/v1/ships/slow", ""))));
      }
      until(() -> harbour.waiting.size() == 6);
      Reply more = wire.send(wire.signed("GET", "/v1/ships", ""));
      Reply others =
          wire.send(
              wire.signedAs("111122223333", SampleService.SIGNING_NAME, "GET", "/v1/ships", ""));
      harbour.waiting.forEach(answer -> answer.complete(ServiceResponse.noContent()));

      assertThat(more.status()).isEqualTo(429);
      assertThat(more.headers())
          .containsEntry("retry-after", "1")
          .containsEntry("x-amzn-errortype", "TooManyRequestsException");
      assertThat(more.json().getString("Message")).contains("This account has too many calls");
      assertThat(others.status()).isEqualTo(200);
      for (Future<Reply> call : held) {
        assertThat(call.get(60, TimeUnit.SECONDS).status()).isEqualTo(204);
      }
      assertThat(
              harbour
                  .registry
                  .get("longshore.http.throttled")
                  .tags("service", "harbour", "reason", "share")
                  .counter()
                  .count())
          .isEqualTo(1);
      assertThat(wire.send(wire.signed("GET", "/v1/ships", "")).status()).isEqualTo(200);
    } finally {
      clients.shutdownNow();
    }
  }

  private static double gauge(SampleService harbour) {
    return harbour.registry.get("longshore.http.connections").gauge().value();
  }

  private static double closed(SampleService harbour, String reason) {
    return harbour
        .registry
        .get("longshore.http.connections.closed")
        .tag("reason", reason)
        .counter()
        .count();
  }

  private static Socket socket(SampleService harbour, String text) throws IOException {
    Socket socket = new Socket("127.0.0.1", harbour.port());
    socket.setSoTimeout(BOUND_MILLIS);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static void drip(Socket socket) {
    try {
      socket.getOutputStream().write('x');
    } catch (IOException closed) { // as it should be
      return;
    }
  }

  private static boolean isClosed(Socket socket) throws IOException {
    try {
      InputStream in = socket.getInputStream();
      while (in.read() >= 0) { // what was answered before
        continue;
      }
      return true;
    } catch (SocketException reset) {
      return true;
    }
  }

  private static String said(Socket socket) throws IOException {
    StringBuilder said = new StringBuilder();
    try {
      for (int next = socket.getInputStream().read(); next >= 0; ) {
        said.append((char) next);
        next = socket.getInputStream().read();
      }
    } catch (SocketException reset) {
      return said.toString();
    }
    return said.toString();
  }

  private static void closeAll(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private static void until(java.util.function.BooleanSupplier fact) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(BOUND_MILLIS);
    while (!fact.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(20, MILLIS)).join();
    }
  }
}
