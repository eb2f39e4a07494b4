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

/** Slow and greedy clients do not keep others from being served. */
@Timeout(120)
class ConnectionTrackerTest {

  private static final int BOUND_MILLIS = 60_000;
  private static final int SLOW = 500;

  private static SampleService service(
      int callsInFlight, int connections, Duration head, Duration body) {
    return service(callsInFlight, connections, Duration.ofMinutes(1), head, body);
  }

  private static SampleService service(
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
  void five_hundred_slow_heads_are_closed_while_others_are_served() throws Exception {
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    List<Socket> sockets = new ArrayList<>();
    Duration minute = Duration.ofMinutes(1);
    try (SampleService service = service(8, 10_000, Duration.ofSeconds(3), minute)) {
      for (int i = 0; i < SLOW; i++) {
        sockets.add(socket(service, "GET /_longshore/health HTTP/1.1\r\nHost: h\r\nX-Slow: "));
      }
      clock.scheduleWithFixedDelay(
          () -> sockets.forEach(ConnectionTrackerTest::sendOneByte), 0, 300, MILLIS);
      RawHttpClient client = new RawHttpClient(service.port());
      until(() -> gauge(service) >= SLOW);
      assertThat(client.send(client.signed("GET", "/v1/ships", "")).status()).isEqualTo(200);
      for (Socket socket : sockets) {
        assertThat(isClosed(socket)).isTrue();
        if (socket.getLocalPort() % 50 == 0) {
          assertThat(client.send(client.signed("GET", "/v1/ships", "")).status()).isEqualTo(200);
        }
      }
      assertThat(closed(service, "slow")).isEqualTo(SLOW);
    } finally {
      clock.shutdownNow();
      closeAll(sockets);
    }
  }

  private static final TimeUnit MILLIS = TimeUnit.MILLISECONDS;

  @Test
  void a_slow_second_head_is_closed_too() throws Exception {
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    String first = "GET /_longshore/health HTTP/1.1\r\nHost: h\r\n\r\n";
    Duration minute = Duration.ofMinutes(1);
    try (SampleService service = service(8, 100, Duration.ofSeconds(1), minute, minute);
        Socket socket = socket(service, first)) {
      InputStream in = socket.getInputStream();
      assertThat((char) in.read()).isEqualTo('H');
      clock.scheduleWithFixedDelay(() -> sendOneByte(socket), 0, 300, MILLIS);
      assertThat(isClosed(socket)).isTrue();
      assertThat(service.calls).isEmpty();
    } finally {
      clock.shutdownNow();
    }
  }

  @Test
  void a_body_that_comes_byte_by_byte_is_refused_with_408() throws Exception {
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    String head = "POST /v1/ships HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n";
    Duration minute = Duration.ofMinutes(1);
    try (SampleService service = service(8, 100, minute, Duration.ofSeconds(1));
        Socket socket = socket(service, head)) {
      clock.scheduleWithFixedDelay(() -> sendOneByte(socket), 0, 300, MILLIS);
      String error = error(socket);

      assertThat(error)
          .startsWith("HTTP/1.1 408 ")
          .contains("RequestTimeoutException", "The body did not arrive within 1 s.");
      assertThat(service.calls).isEmpty();
      RawHttpClient client = new RawHttpClient(service.port());
      assertThat(client.send(client.signed("POST", "/v1/ships", "{\"Name\":\"x\"}")).status())
          .isEqualTo(201);
    } finally {
      clock.shutdownNow();
    }
  }

  @Test
  void a_connection_above_the_limit_is_closed_until_another_one_ends() throws Exception {
    Duration minute = Duration.ofMinutes(1);
    try (SampleService service = service(8, 3, minute, minute)) {
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        sockets.add(socket(service, "GET / HTTP/1.1\r\n"));
      }
      until(() -> gauge(service) == 3);
      try (Socket fourth = socket(service, "")) {
        assertThat(isClosed(fourth)).isTrue();
      }
      assertThat(closed(service, "full")).isEqualTo(1);
      closeAll(sockets);
      until(() -> gauge(service) == 0);
      RawHttpClient client = new RawHttpClient(service.port());
      assertThat(client.send(client.signed("GET", "/v1/ships", "")).status()).isEqualTo(200);
    }
  }

  @Test
  void an_account_at_its_share_does_not_block_another() throws Exception {
    ExecutorService clients = Executors.newCachedThreadPool();
    Duration minute = Duration.ofMinutes(1);
    try (SampleService service = service(8, 100, minute, minute)) {
      RawHttpClient client = new RawHttpClient(service.port());
      List<Future<Reply>> pending = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        pending.add(clients.submit(() -> client.send(client.signed("GET", "/v1/ships/slow", ""))));
      }
      until(() -> service.waiting.size() == 6);
      Reply more = client.send(client.signed("GET", "/v1/ships", ""));
      Reply others =
          client.send(
              client.signedAs("111122223333", SampleService.SIGNING_NAME, "GET", "/v1/ships", ""));
      service.waiting.forEach(response -> response.complete(ServiceResponse.noContent()));

      assertThat(more.status()).isEqualTo(429);
      assertThat(more.headers())
          .containsEntry("retry-after", "1")
          .containsEntry("x-amzn-errortype", "TooManyRequestsException");
      assertThat(more.json().getString("Message"))
          .contains("This account has too many concurrent calls");
      assertThat(others.status()).isEqualTo(200);
      for (Future<Reply> call : pending) {
        assertThat(call.get(60, TimeUnit.SECONDS).status()).isEqualTo(204);
      }
      assertThat(
              service
                  .registry
                  .get("longshore.http.throttled")
                  .tags("service", "sample", "reason", "share")
                  .counter()
                  .count())
          .isEqualTo(1);
      assertThat(client.send(client.signed("GET", "/v1/ships", "")).status()).isEqualTo(200);
    } finally {
      clients.shutdownNow();
    }
  }

  private static double gauge(SampleService service) {
    return service.registry.get("longshore.http.connections").gauge().value();
  }

  private static double closed(SampleService service, String reason) {
    return service
        .registry
        .get("longshore.http.connections.closed")
        .tag("reason", reason)
        .counter()
        .count();
  }

  private static Socket socket(SampleService service, String text) throws IOException {
    Socket socket = new Socket("127.0.0.1", service.port());
    socket.setSoTimeout(BOUND_MILLIS);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static void sendOneByte(Socket socket) {
    try {
      socket.getOutputStream().write('x');
    } catch (IOException closed) { // expected
      return;
    }
  }

  private static boolean isClosed(Socket socket) throws IOException {
    try {
      InputStream in = socket.getInputStream();
      while (in.read() >= 0) { // earlier responses
        continue;
      }
      return true;
    } catch (SocketException reset) {
      return true;
    }
  }

  private static String error(Socket socket) throws IOException {
    StringBuilder error = new StringBuilder();
    try {
      for (int next = socket.getInputStream().read(); next >= 0; ) {
        error.append((char) next);
        next = socket.getInputStream().read();
      }
    } catch (SocketException reset) {
      return error.toString();
    }
    return error.toString();
  }

  private static void closeAll(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private static void until(java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(BOUND_MILLIS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(20, MILLIS)).join();
    }
  }
}
