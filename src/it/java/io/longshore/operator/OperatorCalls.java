package io.longshore.operator;

import io.longshore.identity.key.AccessKey;
import io.longshore.identity.sigv4.SigV4Signer;
import io.longshore.identity.sigv4.SignedRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Calls of the operator API with real signatures, or with session tokens. */
public final class OperatorCalls {

  private static final String PREFIX = "/_longshore/v1";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI server;

  public OperatorCalls(URI server) {
    this.server = server;
  }

  /** A response. */
  public record Reply(int status, String error, JsonObject body) {

    public String text(String member) {
      return body.getString(member);
    }
  }

  /** A key whose id is its account; the servers of these tests read it from a file. */
  public static AccessKey fileKey(String account) {
    return new AccessKey(account, "test", account, true);
  }

  /** The key of an answer of CreateKey or RotateKey. */
  static AccessKey key(Reply made) {
    return new AccessKey(
        made.text("AccessKeyId"), made.text("SecretAccessKey"), made.text("Account"), true);
  }

  public Reply get(AccessKey key, String path) {
    return signed(key, "GET", path, null, Map.of());
  }

  public Reply post(AccessKey key, String path, JsonObject body) {
    return signed(key, "POST", path, body, Map.of());
  }

  public Reply signed(
      AccessKey key, String method, String path, JsonObject body, Map<String, String> unsigned) {
    byte[] bytes = body == null ? new byte[0] : body.encode().getBytes(StandardCharsets.UTF_8);
    SignedRequest signed =
        new SigV4Signer(key, InstantSource.system())
            .sign(
                new SignedRequest(
                    method,
                    PREFIX + path,
                    List.of(Map.entry("Host", server.getAuthority())),
                    bytes),
                "us-east-1",
                "longshore");
    HttpRequest.Builder request = request(method, PREFIX + path, bytes);
    signed.headers().stream()
        .filter(header -> !header.getKey().equals("Host")) // the client sets it itself
        .forEach(header -> request.header(header.getKey(), header.getValue()));
    unsigned.forEach(request::header);
    return send(request.build());
  }

  /** Sends a request with those headers and no signature. */
  public Reply plain(String method, String target, JsonObject body, Map<String, String> headers) {
    byte[] bytes = body == null ? new byte[0] : body.encode().getBytes(StandardCharsets.UTF_8);
    HttpRequest.Builder request = request(method, target, bytes);
    headers.forEach(request::header);
    return send(request.build());
  }

  private HttpRequest.Builder request(String method, String target, byte[] body) {
    return HttpRequest.newBuilder(URI.create(server + target))
        .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
  }

  private Reply send(HttpRequest request) {
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      String body = response.body();
      return new Reply(
          response.statusCode(),
          response.headers().firstValue("x-amzn-ErrorType").orElse(""),
          body.startsWith("{") ? new JsonObject(body) : new JsonObject().put("Text", body));
    } catch (IOException | InterruptedException failure) {
      throw new IllegalStateException(request.uri().toString(), failure);
    }
  }
}
