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

/** Sends what is unclear to a port behind which the harbour is, and then what is clear. */
final class EdgeServer {

  /** How long is looked for an answer that may never come, after something unclear. */
  private static final int LOOK_MILLIS = 250;

  private static final int SENDERS = 24;
  private static final String HIDDEN = "hidden";

  private final SampleService harbour;
  private final int port;
  private final boolean direct;
  private final RawHttpClient wire;
  private final AtomicInteger sent = new AtomicInteger();

  /**
   * @param port the harbour's or that of what stands before it
   */
  EdgeServer(SampleService harbour, int port) {
    this.harbour = harbour;
    this.port = port;
    this.direct = port == harbour.port();
    this.wire = new RawHttpClient(port);
  }

  /**
   * Each of the corpus; what got an answer of another, or was answered though it was hidden. What
   * stands before the harbour may see two requests in one; that is no harm where both get their
   * answers on the connection that they came on.
   */
  List<String> desynchronised() {
    String hidden = text(get(HIDDEN));
    Map<String, byte[]> corpus = Smuggling.corpus("127.0.0.1:" + port, hidden);
    ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
    try {
      List<CompletableFuture<String>> verdicts =
          corpus.entrySet().stream()
              .map(
                  attack ->
                      CompletableFuture.supplyAsync(
                          () -> verdict(attack.getKey(), attack.getValue()), senders))
              .toList();
      return verdicts.stream()
          .map(CompletableFuture::join)
          .filter(wrong -> !wrong.isEmpty())
          .toList();
    } finally {
      senders.shutdown();
    }
  }

  /** Whether the request that all of the corpus hides came through. */
  boolean hiddenWasReached() {
    return harbour.calls.stream().anyMatch(call -> HIDDEN.equals(call.parameter("shipId")));
  }

  private String verdict(String name, byte[] attack) {
    String after = attackThenAsk(attack);
    String wrong = (direct ? after : "") + own();
    return wrong.isEmpty() ? wrong : name + ": " + wrong;
  }

  /** A request of a connection of its own is answered, and with its own answer. */
  private String own() {
    String id = "own" + sent.incrementAndGet();
    RawHttpClient.Reply reply = wire.send(get(id));
    boolean own = reply.status() == 200 && reply.body().contains("\"" + id + "\"");
    return own ? "" : "another connection got " + reply;
  }

  /** What is wrong with what came back on one connection, or nothing. */
  private String attackThenAsk(byte[] attack) {
    String id = "after" + sent.incrementAndGet();
    String answers = exchange(attack, text(get(id)).getBytes(StandardCharsets.ISO_8859_1));
    int told = answers.indexOf("\"shipId\":\"");
    boolean foreign = answers.contains(HIDDEN) || told >= 0 && !answers.contains("\"" + id + "\"");
    return foreign ? "the connection got " + answers : "";
  }

  private String exchange(byte[] attack, byte[] next) {
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(LOOK_MILLIS);
      socket.getOutputStream().write(attack);
      socket.getOutputStream().write(next);
      socket.getOutputStream().flush();
      InputStream in = socket.getInputStream();
      byte[] some = new byte[8192];
      for (int length = in.read(some); length >= 0; length = in.read(some)) {
        answers.write(some, 0, length);
        if (answers.toString(StandardCharsets.ISO_8859_1).contains("\"after")) {
          break;
        }
      }
    } catch (SocketTimeoutException nothingMore) {
      return answers.toString(StandardCharsets.ISO_8859_1);
    } catch (IOException cutOff) { // what came until then counts
      return answers.toString(StandardCharsets.ISO_8859_1);
    }
    return answers.toString(StandardCharsets.ISO_8859_1);
  }

  private SignedRequest get(String ship) {
    return wire.signed("GET", "/v1/ships/" + ship, "");
  }

  private static String text(SignedRequest request) {
    StringBuilder text = new StringBuilder("GET " + request.target() + " HTTP/1.1\r\n");
    request
        .headers()
        .forEach(h -> text.append(h.getKey()).append(": ").append(h.getValue()).append("\r\n"));
    return text.append("\r\n").toString();
  }

  /** How many connections were made for what was unclear. */
  static int size() {
    return Smuggling.corpus("h", "GET /x HTTP/1.1\r\n\r\n").size();
  }
}
