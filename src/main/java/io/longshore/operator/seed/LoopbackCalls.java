package io.longshore.operator.seed;

import io.longshore.api.CallControls;
import io.longshore.identity.key.AccessKey;
import io.longshore.identity.sigv4.SigV4Signer;
import io.longshore.identity.sigv4.SignedRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Requests of an account to this server, through its listener and signed with the test key, so that
 * everything is checked as for every client.
 */
public final class LoopbackCalls {

  private static final int REDIRECT = 300;

  private final HttpClient client;
  private final URI server;
  private final String region;
  private final SigV4Signer signer;

  public LoopbackCalls(
      HttpClient client, URI server, String account, String region, InstantSource clock) {
    this.client = client;
    this.server = server;
    this.region = region;
    this.signer = new SigV4Signer(new AccessKey(account, "test", account, true), clock);
  }

  /** The client that all of them share; the certificate of the own listener is not checked. */
  public static HttpClient client(Vertx vertx, URI server) {
    boolean tls = server.getScheme().equals("https");
    return vertx.createHttpClient(
        new HttpClientOptions().setSsl(tls).setTrustAll(true).setVerifyHost(false));
  }

  /** A response that is no success. */
  public static final class Refused extends RuntimeException {

    private final int status;

    Refused(int status, String message) {
      super(message, null, false, false);
      this.status = status;
    }

    public int status() {
      return status;
    }
  }

  /** Calls a REST-JSON service. */
  public Future<JsonObject> rest(String service, String method, String target, JsonObject body) {
    Buffer bytes = body == null ? Buffer.buffer() : body.toBuffer();
    return send(service, method, target, List.of(), bytes).map(LoopbackCalls::json);
  }

  /** Calls Personalize. */
  public Future<JsonObject> personalize(String operation, JsonObject body) {
    return send(
            "personalize",
            "POST",
            "/",
            List.of(
                Map.entry("Content-Type", "application/x-amz-json-1.1"),
                Map.entry("X-Amz-Target", "AmazonPersonalize." + operation)),
            body.toBuffer())
        .map(LoopbackCalls::json);
  }

  /** Calls S3. */
  public Future<Buffer> s3(String method, String target, Buffer body) {
    Map.Entry<String, String> hash = Map.entry("X-Amz-Content-Sha256", sha256(body.getBytes()));
    return send("s3", method, target, List.of(hash), body);
  }

  private Future<Buffer> send(
      String service,
      String method,
      String target,
      List<Map.Entry<String, String>> headers,
      Buffer body) {
    List<Map.Entry<String, String>> all = new ArrayList<>(headers);
    all.add(Map.entry("Host", server.getAuthority()));
    SignedRequest signed =
        signer.sign(new SignedRequest(method, target, all, body.getBytes()), region, service);
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(method))
            .setHost(server.getHost())
            .setPort(server.getPort())
            .setURI(target)
            .putHeader("User-Agent", CallControls.OWN_AGENT);
    signed.headers().forEach(header -> options.putHeader(header.getKey(), header.getValue()));
    return client
        .request(options)
        .compose(request -> request.send(body))
        .compose(LoopbackCalls::content);
  }

  private static Future<Buffer> content(HttpClientResponse response) {
    return response
        .body()
        .map(
            content -> {
              if (response.statusCode() >= REDIRECT) {
                throw new Refused(response.statusCode(), message(content));
              }
              return content;
            });
  }

  private static String message(Buffer content) {
    String text = content.toString();
    if (!text.startsWith("{")) {
      return text;
    }
    JsonObject error = new JsonObject(text);
    return error.getString("Message", error.getString("message", text));
  }

  private static JsonObject json(Buffer content) {
    return content.length() == 0 ? new JsonObject() : new JsonObject(content);
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every JDK has SHA-256", impossible);
    }
  }
}
