package io.longshore.server;

import io.longshore.api.Call;
import io.longshore.api.LocalCodec;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceResponse;
import io.longshore.async.Blocking;
import io.longshore.config.AuthConfig;
import io.longshore.config.HttpConfig;
import io.longshore.config.LongshoreConfig;
import io.longshore.edge.EdgeVerticle;
import io.longshore.edge.ServiceEndpoint;
import io.longshore.edge.management.HttpMetrics;
import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.store.JobStore;
import io.longshore.identity.key.KeySource;
import io.longshore.identity.sigv4.SigV4Verifier;
import io.longshore.identity.sigv4.SignedRequest;
import io.longshore.service.ServiceDependencies;
import io.longshore.service.ServiceVerticle;
import io.longshore.store.Postgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** An edge with every route of every contract; counts the calls that reach a service. */
class EveryRoute {

  static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Vertx VERTX = Vertx.vertx();
  static final AtomicInteger REACHED = new AtomicInteger();
  static final List<Route> ROUTES = new ArrayList<>();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static EdgeVerticle edge;

  @BeforeAll
  static void start() throws IOException {
    VERTX.eventBus().registerDefaultCodec(Call.class, new LocalCodec<>(Call.class));
    VERTX
        .eventBus()
        .registerDefaultCodec(ServiceResponse.class, new LocalCodec<>(ServiceResponse.class));
    Postgres none = new Postgres(null, null, null, null);
    JobStore jobs = new JobStore(none, new JobTypeRegistry(List.of()), 1, () -> {});
    InstantSource clock = InstantSource.fixed(NOW);
    HttpMetrics meters = new HttpMetrics(new SimpleMeterRegistry());
    List<ServiceEndpoint> served = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    ServiceDependencies dependencies =
        new ServiceDependencies(
            VERTX,
            none,
            (account, role) -> null,
            copy -> Future.failedFuture("No job runs here"),
            LongshoreConfig.load(Optional.empty(), Map.of(), Map.of()),
            clock);
    for (Supplier<ServiceVerticle> service : ServiceRegistry.verticles(dependencies, jobs)) {
      ServiceProfile profile = service.get().profile();
      Set<String> operations = service.get().operations().keySet();
      operations.forEach(o -> VERTX.eventBus().<Call>localConsumer(o, EveryRoute::reach));
      served.add(
          Blocking.await("load", ServiceEndpoint.load(VERTX, profile, operations, 256, meters)));
      names.add(profile.signingName());
      ROUTES.addAll(Route.of(profile));
    }
    SigV4Verifier verifier =
        new SigV4Verifier(KeySource.embedded(), AuthConfig.defaults(), names, clock);
    HttpConfig defaults = HttpConfig.defaults();
    HttpConfig http = new HttpConfig("127.0.0.1", 0, 256, defaults.idle(), defaults.callTimeout());
    edge = new EdgeVerticle(http, verifier, served, meters, clock, Optional.empty());
    Blocking.await("edge", VERTX.deployVerticle(edge));
  }

  @AfterAll
  static void stop() {
    Blocking.await("close", VERTX.close());
  }

  private static void reach(Message<Call> message) {
    REACHED.incrementAndGet();
    message.reply(ServiceResponse.ok(new JsonObject()));
  }

  static String host() {
    return "127.0.0.1:" + edge.port();
  }

  static int send(SignedRequest request) {
    return sending(request).join();
  }

  static CompletableFuture<Integer> sending(SignedRequest request) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create("http://" + host() + request.target()))
            .method(request.method(), HttpRequest.BodyPublishers.ofByteArray(request.body()));
    request.headers().stream()
        .filter(header -> !header.getKey().equals("Host"))
        .forEach(header -> builder.header(header.getKey(), header.getValue()));
    return CLIENT
        .sendAsync(builder.build(), HttpResponse.BodyHandlers.discarding())
        .thenApply(HttpResponse::statusCode);
  }
}
