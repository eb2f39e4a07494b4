package io.longshore.demo;

import io.longshore.identity.key.AccessKey;
import io.longshore.identity.sigv4.SigV4Signer;
import io.longshore.identity.sigv4.SignedRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The demo's client: signs and sends calls as an SDK would. */
final class DemoClient {

  private static final String REGION = "us-east-1";

  private final URI base;
  private final SigV4Signer signer;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  DemoClient(URI base) {
    this.base = base;
    this.signer =
        new SigV4Signer(
            new AccessKey("test", "test", "000000000000", true), InstantSource.system());
  }

  /** Calls Pinpoint and waits; throws if the response is not a success. */
  JsonObject pinpoint(String method, String path, JsonObject body) throws Exception {
    return checked(send(method, path, body).get());
  }

  /** Calls Clean Rooms ML and waits; throws if the response is not a success. */
  JsonObject cleanRooms(String method, String path, JsonObject body) throws Exception {
    return checked(send("cleanrooms-ml", method, path, body).get());
  }

  /** Calls Personalize and waits; throws if the response is not a success. */
  JsonObject personalize(String operation, JsonObject body) throws Exception {
    List<Map.Entry<String, String>> headers =
        List.of(
            Map.entry("Content-Type", "application/x-amz-json-1.1"),
            Map.entry("X-Amz-Target", "AmazonPersonalize." + operation));
    byte[] bytes = body.toBuffer().getBytes();
    HttpRequest request = signed("personalize", "POST", "/", headers, bytes);
    return checked(http.send(request, BodyHandlers.ofByteArray()));
  }

  /** Calls Data Exchange and waits; throws if the response is not a success. */
  JsonObject dataExchange(String method, String path, JsonObject body) throws Exception {
    return checked(send("dataexchange", method, path, body).get());
  }

  /** Calls Pinpoint without waiting. */
  CompletableFuture<HttpResponse<byte[]>> send(String method, String path, JsonObject body) {
    return send("mobiletargeting", method, path, body);
  }

  private CompletableFuture<HttpResponse<byte[]>> send(
      String service, String method, String path, JsonObject body) {
    byte[] bytes = body == null ? new byte[0] : body.toBuffer().getBytes();
    HttpRequest request = signed(service, method, path, List.of(), bytes);
    return http.sendAsync(request, BodyHandlers.ofByteArray());
  }

  /**
   * Calls S3 and streams the response.
   *
   * @param path without characters that URL encoding changes
   */
  InputStream s3(String method, String path, byte[] body) throws IOException, InterruptedException {
    List<Map.Entry<String, String>> hash = List.of(Map.entry("X-Amz-Content-Sha256", sha256(body)));
    HttpResponse<InputStream> response =
        http.send(signed("s3", method, path, hash, body), BodyHandlers.ofInputStream());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(method + " " + path + " returned " + response.statusCode());
    }
    return response.body();
  }

  private static String sha256(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has SHA-256", impossible);
    }
  }

  static JsonObject checked(HttpResponse<byte[]> response) throws IOException {
    if (response.statusCode() / 100 != 2) {
      throw new IOException(
          response.uri()
              + " answered "
              + response.statusCode()
              + ": "
              + new String(response.body()));
    }
    return response.body().length == 0
        ? new JsonObject()
        : new JsonObject(Buffer.buffer(response.body()));
  }

  private HttpRequest signed(
      String service,
      String method,
      String path,
      List<Map.Entry<String, String>> headers,
      byte[] body) {
    List<Map.Entry<String, String>> all = new ArrayList<>(headers);
    all.add(Map.entry("Host", base.getAuthority()));
    SignedRequest request =
        signer.sign(new SignedRequest(method, path, all, body), REGION, service);
    HttpRequest.Builder builder = HttpRequest.newBuilder(base.resolve(path));
    request.headers().stream()
        .filter(header -> !header.getKey().equals("Host")) // the client sends it itself
        .forEach(header -> builder.header(header.getKey(), header.getValue()));
    return builder.method(method, HttpRequest.BodyPublishers.ofByteArray(body)).build();
  }
}
