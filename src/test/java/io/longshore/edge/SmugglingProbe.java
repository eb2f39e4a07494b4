package io.longshore.edge;

import io.longshore.identity.sigv4.SignedRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends request smuggling attacks to a port, each followed by normal requests. */
final class SmugglingProbe {

  /** The time to wait for a response to an attack, which may not come. */
  private static final int WAIT_MILLIS = 250;

  private static final int SENDERS = 24;
  private static final String HIDDEN = "hidden";

  private final SampleService service;
  private final int port;
  private final boolean direct;
  private final RawHttpClient client;
  private final AtomicInteger sent = new AtomicInteger();

  /**
   * @param port the service's, or that of a load balancer in front of it
   */
  SmugglingProbe(SampleService service, int port) {
    this.service = service;
    this.port = port;
    this.direct = port == service.port();
    this.client = new RawHttpClient(port);
  }

  /**
   * Sends all attacks; returns those after which a request got another one's response, or the
   * smuggled request got one. A load balancer may see two requests in one; that is harmless when
   * both get their responses on the same connection.
   */
  List<String> desynchronised() {
    String hidden = text(get(HIDDEN));
    Map<String, byte[]> corpus = SmugglingCorpus.corpus("127.0.0.1:" + port, hidden);
    ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
    try {
      List<CompletableFuture<String>> results =
          corpus.entrySet().stream()
              .map(
                  attack ->
                      CompletableFuture.supplyAsync(
                          () -> result(attack.getKey(), attack.getValue()), senders))
              .toList();
      return results.stream()
          .map(CompletableFuture::join)
          .filter(wrong -> !wrong.isEmpty())
          .toList();
    } finally {
      senders.shutdown();
    }
  }

  /** Whether the smuggled request reached the service. */
  boolean hiddenWasReached() {
    return service.calls.stream().anyMatch(call -> HIDDEN.equals(call.parameter("shipId")));
  }

  private String result(String name, byte[] attack) {
    String after = attackThenRequest(attack);
    String wrong = (direct ? after : "") + checkOther();
    return wrong.isEmpty() ? wrong : name + ": " + wrong;
  }

  /** Checks that a request on another connection gets its own response. */
  private String checkOther() {
    String id = "own" + sent.incrementAndGet();
    RawHttpClient.Reply reply = client.send(get(id));
    boolean own = reply.status() == 200 && reply.body().contains("\"" + id + "\"");
    return own ? "" : "another connection got " + reply;
  }

  /** What is wrong with the responses on the connection of the attack, or an empty text. */
  private String attackThenRequest(byte[] attack) {
    String id = "after" + sent.incrementAndGet();
    String responses = exchange(attack, text(get(id)).getBytes(StandardCharsets.ISO_8859_1));
    int found = responses.indexOf("\"shipId\":\"");
    boolean foreign =
        responses.contains(HIDDEN) || found >= 0 && !responses.contains("\"" + id + "\"");
    return foreign ? "the connection got " + responses : "";
  }

  private String exchange(byte[] attack, byte[] next) {
    ByteArrayOutputStream responses = new ByteArrayOutputStream();
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(WAIT_MILLIS);
      socket.getOutputStream().write(attack);
      socket.getOutputStream().write(next);
      socket.getOutputStream().flush();
      InputStream in = socket.getInputStream();
      byte[] some = new byte[8192];
      for (int length = in.read(some); length >= 0; length = in.read(some)) {
        responses.write(some, 0, length);
        if (responses.toString(StandardCharsets.ISO_8859_1).contains("\"after")) {
          break;
        }
      }
    } catch (SocketTimeoutException noMoreData) {
      return responses.toString(StandardCharsets.ISO_8859_1);
    } catch (IOException closed) { // the data received until then counts
      return responses.toString(StandardCharsets.ISO_8859_1);
    }
    return responses.toString(StandardCharsets.ISO_8859_1);
  }

  private SignedRequest get(String ship) {
    return client.signed("GET", "/v1/ships/" + ship, "");
  }

  private static String text(SignedRequest request) {
    StringBuilder text = new StringBuilder("GET " + request.target() + " HTTP/1.1\r\n");
    request
        .headers()
        .forEach(h -> text.append(h.getKey()).append(": ").append(h.getValue()).append("\r\n"));
    return text.append("\r\n").toString();
  }

  /** The number of attacks. */
  static int size() {
    return SmugglingCorpus.corpus("h", "GET /x HTTP/1.1\r\n\r\n").size();
  }
}
