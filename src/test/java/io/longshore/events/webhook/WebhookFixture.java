package io.longshore.events.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.event.EventTargetConfig;
import io.longshore.edge.SampleService;
import io.longshore.events.target.OutgoingEvent;
import io.longshore.events.target.SendResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PfxOptions;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real receivers of webhooks, and targets that send to them; only names are resolved by the test.
 */
abstract class WebhookFixture {

  static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String PASSWORD = "changeit";

  @TempDir Path temp;

  final Vertx vertx = Vertx.vertx();
  final List<String> hosts = new CopyOnWriteArrayList<>();
  final List<String> bodies = new CopyOnWriteArrayList<>();
  final List<HttpServerRequest> requests = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    SampleService.await(vertx.close());
  }

  WebhookTarget target(String url, boolean allowPrivate) {
    return target(url, allowPrivate, HostResolver.system(vertx), new HttpClientOptions());
  }

  WebhookTarget target(
      String url, boolean allowPrivate, HostResolver resolver, HttpClientOptions tls) {
    EventTargetConfig config =
        new EventTargetConfig(
            Optional.empty(),
            Optional.of(URI.create(url)),
            Optional.empty(),
            Optional.empty(),
            Optional.of(SECRET),
            Optional.empty(),
            Optional.empty(),
            Optional.of(allowPrivate),
            Optional.empty());
    return new WebhookTarget(
        vertx, config, resolver, InstantSource.system(), Duration.ofMillis(1500), tls);
  }

  HttpClientOptions trusting() {
    return java.nio.file.Files.exists(store())
        ? new HttpClientOptions()
            .setTrustOptions(new PfxOptions().setPath(store().toString()).setPassword(PASSWORD))
        : new HttpClientOptions();
  }

  int serve(Consumer<HttpServerRequest> answer) {
    return listen(vertx.createHttpServer(), answer);
  }

  int serveTls(String name) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:" + name,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store().toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    PfxOptions key = new PfxOptions().setPath(store().toString()).setPassword(PASSWORD);
    HttpServerOptions options =
        new HttpServerOptions().setSsl(true).setSni(true).setKeyCertOptions(key);
    return listen(vertx.createHttpServer(options), request -> request.response().end());
  }

  Path store() {
    return temp.resolve("store.p12");
  }

  int listen(HttpServer server, Consumer<HttpServerRequest> answer) {
    server.requestHandler(
        request -> {
          requests.add(request);
          request.bodyHandler(
              body -> {
                bodies.add(body.toString());
                answer.accept(request);
              });
        });
    return SampleService.await(server.listen(0, "127.0.0.1")).actualPort();
  }

  static java.util.Map<String, List<String>> headers(HttpServerRequest request) {
    java.util.Map<String, List<String>> headers = new java.util.HashMap<>();
    request.headers().forEach((name, value) -> headers.put(name, List.of(value)));
    return headers;
  }

  static Future<List<InetAddress>> addresses(String... texts) {
    List<InetAddress> found = new ArrayList<>();
    Stream.of(texts)
        .forEach(
            text -> {
              try {
                found.add(InetAddress.getByName(text));
              } catch (UnknownHostException impossible) {
                throw new IllegalStateException(impossible);
              }
            });
    return Future.succeededFuture(found);
  }

  static OutgoingEvent event(int attempt) {
    UUID id = UUID.randomUUID();
    JsonObject envelope =
        new JsonObject()
            .put("version", "0")
            .put("id", id.toString())
            .put("detail-type", "Longshore Job State Change")
            .put("source", "longshore")
            .put("account", "111122223333")
            .put("time", "2026-11-30T10:00:00Z")
            .put("region", "us-east-1")
            .put("resources", new JsonArray())
            .put("detail", new JsonObject().put("status", "COMPLETED"));
    return new OutgoingEvent(id, Optional.empty(), envelope, attempt);
  }

  static SendResult send(WebhookTarget target, OutgoingEvent event) {
    return SampleService.await(target.send(event));
  }
}
