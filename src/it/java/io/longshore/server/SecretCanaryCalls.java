package io.longshore.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.identity.key.AccessKey;
import io.longshore.identity.sigv4.SigV4Signer;
import io.longshore.identity.sigv4.SignedRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Calls of the server whose responses are searched for secrets. */
final class SecretCanaryCalls {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final URI server;
  private final SecretCanaries canaries;

  SecretCanaryCalls(URI server, SecretCanaries canaries) {
    this.server = server;
    this.canaries = canaries;
  }

  JsonObject dataExchange(AccessKey key, String method, String path, String body) throws Exception {
    HttpResponse<String> response =
        signed(key, "dataexchange", method, path, body.replace('\'', '"'));
    assertThat(response.statusCode()).as(response.body()).isLessThan(300);
    return response.body().isEmpty() ? new JsonObject() : new JsonObject(response.body());
  }

  HttpResponse<String> call(
      AccessKey key, String method, String path, String body, String... headers) throws Exception {
    return signed(key, "mobiletargeting", method, path, body, headers);
  }

  private HttpResponse<String> signed(
      AccessKey key, String service, String method, String path, String body, String... headers)
      throws Exception {
    List<Map.Entry<String, String>> lines = new ArrayList<>();
    lines.add(Map.entry("Host", server.getAuthority()));
    for (int i = 0; i < headers.length; i += 2) {
      lines.add(Map.entry(headers[i], headers[i + 1]));
    }
    SignedRequest signed =
        new SigV4Signer(key, InstantSource.system())
            .sign(
                new SignedRequest(method, path, lines, body.getBytes(UTF_8)), "us-east-1", service);
    String[] sent =
        signed.headers().stream()
            .filter(header -> !header.getKey().equals("Host"))
            .flatMap(header -> java.util.stream.Stream.of(header.getKey(), header.getValue()))
            .toArray(String[]::new);
    return send(method, path, body, sent);
  }

  HttpResponse<String> raw(String path, String... headers) throws Exception {
    return send("GET", path, "", headers);
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
    canaries.look("the answer to " + method + " " + path.split("\\?")[0], response.body());
    canaries.look("the answer's headers", response.headers().map().toString());
    return response;
  }
}
