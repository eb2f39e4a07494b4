package io.longshore.edge;

import io.longshore.identity.key.AccessKey;
import io.longshore.identity.sigv4.SigV4Signer;
import io.longshore.identity.sigv4.SignedRequest;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Sends exact bytes and reads the response, without a client library that normalizes requests. */
public final class RawHttpClient {

  public record Reply(int status, Map<String, String> headers, String body) {
    public JsonObject json() {
      return new JsonObject(body);
    }
  }

  private final int port;

  public RawHttpClient(int port) {
    this.port = port;
  }

  /** A signed request of the account 000000000000 with a Host header. */
  public SignedRequest signed(String method, String target, String body, String... headers) {
    return signedFor(SampleService.SIGNING_NAME, method, target, body, headers);
  }

  SignedRequest signedFor(
      String service, String method, String target, String body, String... headers) {
    return signedAs("000000000000", service, method, target, body, headers);
  }

  /** A signed request of any account; its access key is the account id. */
  public SignedRequest signedAs(
      String account,
      String service,
      String method,
      String target,
      String body,
      String... headers) {
    List<Map.Entry<String, String>> lines = new ArrayList<>();
    lines.add(Map.entry("Host", "127.0.0.1:" + port));
    for (int i = 0; i < headers.length; i += 2) {
      lines.add(Map.entry(headers[i], headers[i + 1]));
    }
    boolean first = account.equals("000000000000");
    AccessKey key = new AccessKey(first ? "test" : account, "test", account, true);
    return new SigV4Signer(key, InstantSource.fixed(SampleService.NOW))
        .sign(
            new SignedRequest(method, target, lines, body.getBytes(StandardCharsets.UTF_8)),
            "us-east-1",
            service);
  }

  public Reply send(SignedRequest request) {
    StringBuilder head = new StringBuilder();
    head.append(request.method()).append(' ').append(request.target()).append(" HTTP/1.1\r\n");
    request
        .headers()
        .forEach(h -> head.append(h.getKey()).append(": ").append(h.getValue()).append("\r\n"));
    if (request.body().length > 0) {
      head.append("Content-Length: ").append(request.body().length).append("\r\n");
    }
    head.append("\r\n");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    bytes.writeBytes(request.body());
    return raw(bytes.toByteArray());
  }

  public Reply raw(String text) {
    return raw(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  Reply raw(byte[] bytes) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(15_000);
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return read(socket.getInputStream(), new String(bytes, 0, 4, StandardCharsets.US_ASCII));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Reply read(InputStream in, String method) throws IOException {
    String[] head = head(in).split("\r\n");
    Map<String, String> headers = new TreeMap<>();
    for (int i = 1; i < head.length; i++) {
      int colon = head[i].indexOf(':');
      headers.put(
          head[i].substring(0, colon).toLowerCase(Locale.ROOT),
          head[i].substring(colon + 1).strip());
    }
    int length =
        method.equals("HEAD") ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return new Reply(Integer.parseInt(head[0].split(" ")[1]), headers, body);
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the connection ended in the head: " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }
}
