package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.longshore.api.Answer;
import io.longshore.api.Call;
import io.longshore.api.LocalCodec;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceProfile.Protocol;
import io.longshore.config.AuthConfig;
import io.longshore.config.HttpConfig;
import io.longshore.config.LongshoreConfig;
import io.longshore.edge.EdgeVerticle;
import io.longshore.edge.Meters;
import io.longshore.edge.ServedService;
import io.longshore.engine.JobStore;
import io.longshore.engine.JobTypes;
import io.longshore.identity.Key;
import io.longshore.identity.KeyStore;
import io.longshore.identity.SignedRequest;
import io.longshore.identity.Signer;
import io.longshore.identity.Sigv4;
import io.longshore.service.ServiceVerticle;
import io.longshore.service.dataexchange.AssetBucket;
import io.longshore.store.Postgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every route of every contract, called by those who have no signature, or not the right one. */
class ForgedCallsTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Key TEST = new Key("test", "test", "000000000000", true);
  private static final String BODY = "{}";

  private record Route(ServiceProfile profile, String operation, String method, String path) {

    /** The headers that choose the operation. */
    List<Map.Entry<String, String>> headers(String host) {
      List<Map.Entry<String, String>> headers = new ArrayList<>();
      headers.add(Map.entry("Host", host));
      if (profile.protocol() == Protocol.AWS_JSON_1_1) {
        headers.add(Map.entry("X-Amz-Target", path.substring(1)));
      }
      return headers;
    }

    String target() {
      return profile.protocol() == Protocol.AWS_JSON_1_1
          ? "/"
          : path.replaceAll("\\{[^}]*}", "0123456789abcdef0123456789abcdef");
    }

    byte[] body() {
      return method.equals("GET") || method.equals("DELETE")
          ? new byte[0]
          : BODY.getBytes(StandardCharsets.UTF_8);
    }
  }

  private static final Vertx VERTX = Vertx.vertx();
  private static final AtomicInteger REACHED = new AtomicInteger();
  private static final List<Route> ROUTES = new ArrayList<>();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static EdgeVerticle edge;

  @BeforeAll
  static void start() throws IOException {
    VERTX.eventBus().registerDefaultCodec(Call.class, new LocalCodec<>(Call.class));
    VERTX.eventBus().registerDefaultCodec(Answer.class, new LocalCodec<>(Answer.class));
    Postgres none = new Postgres(null, null, null);
    JobStore jobs = new JobStore(none, new JobTypes(List.of()), 1, () -> {});
    InstantSource clock = InstantSource.fixed(NOW);
    Meters meters = new Meters(new SimpleMeterRegistry());
    List<ServedService> served = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    for (Supplier<ServiceVerticle> service :
        Services.verticles(
            VERTX,
            none,
            (account, role) -> null,
            jobs,
            AssetBucket.NONE,
            LongshoreConfig.load(Optional.empty(), Map.of(), Map.of()),
            clock)) {
      ServiceProfile profile = service.get().profile();
      Set<String> operations = service.get().operations().keySet();
      operations.forEach(o -> VERTX.eventBus().<Call>localConsumer(o, ForgedCallsTest::reach));
      served.add(Waits.await("load", ServedService.load(VERTX, profile, operations, 256, meters)));
      names.add(profile.signingName());
      addRoutes(profile);
    }
    Sigv4 verifier = new Sigv4(KeyStore.embedded(), AuthConfig.defaults(), names, clock);
    HttpConfig defaults = HttpConfig.defaults();
    HttpConfig http = new HttpConfig("127.0.0.1", 0, 256, defaults.idle(), defaults.callTimeout());
    edge = new EdgeVerticle(http, verifier, served, meters, clock, Optional.empty());
    Waits.await("edge", VERTX.deployVerticle(edge));
  }

  @AfterAll
  static void stop() {
    Waits.await("close", VERTX.close());
  }

  private static void reach(Message<Call> message) {
    REACHED.incrementAndGet();
    message.reply(Answer.ok(new JsonObject()));
  }

  private static void addRoutes(ServiceProfile profile) throws IOException {
    JsonNode contract =
        new YAMLMapper()
            .readTree(ForgedCallsTest.class.getResource("/" + profile.contract()))
            .get("paths");
    contract
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method -> {
                          JsonNode id = method.getValue().get("operationId");
                          if (id != null) {
                            ROUTES.add(
                                new Route(
                                    profile,
                                    id.asText(),
                                    method.getKey().toUpperCase(java.util.Locale.ROOT),
                                    path.getKey()));
                          }
                        }));
  }

  private static Map<String, Function<Route, SignedRequest>> forgeries() {
    String credential = "Credential=test/20261121/us-east-1/%s/aws4_request";
    String rest = ", SignedHeaders=host, Signature=" + "0".repeat(64);
    return Map.ofEntries(
        Map.entry("nothing", r -> unsigned(r, r.target())),
        Map.entry("Basic", r -> with(r, "Basic dGVzdDp0ZXN0")),
        Map.entry("Bearer", r -> with(r, "Bearer test")),
        Map.entry("Version 2", r -> with(r, "AWS test:c2lnbmF0dXJl")),
        Map.entry("Version 4a", r -> with(r, "AWS4-ECDSA-P256-SHA256 " + credential + rest)),
        Map.entry("lower case", r -> with(r, "aws4-hmac-sha256 " + credential + rest)),
        Map.entry("zeros", r -> with(r, "AWS4-HMAC-SHA256 " + credential + rest)),
        Map.entry("another secret", r -> signed(r, new Key("test", "tess", "0", true))),
        Map.entry("another key", r -> signed(r, new Key("nobody", "test", "0", true))),
        Map.entry("unsigned payload", r -> signed(r, TEST, "UNSIGNED-PAYLOAD")),
        Map.entry("streaming", r -> signed(r, TEST, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")),
        Map.entry("wrong hash", r -> signed(r, TEST, "0".repeat(64))),
        Map.entry("another service", r -> signedFor(r, "s" + r.profile().signingName(), TEST)),
        Map.entry("query of zeros", r -> unsigned(r, r.target() + query(r))),
        Map.entry("header and query", r -> signed(r, r.target() + query(r))),
        Map.entry("unsigned token", r -> plus(signed(r, TEST), "X-Amz-Security-Token", "t")),
        Map.entry("changed target", r -> plus(signed(r, TEST), "X-Amz-Target", "a.B")));
  }

  @Test
  void no_route_is_reached_without_a_valid_signature() {
    Set<String> wrong = new TreeSet<>();
    int before = REACHED.get();

    forgeries()
        .forEach(
            (name, forge) -> {
              List<CompletableFuture<Integer>> statuses =
                  ROUTES.stream().map(route -> sending(forge.apply(route))).toList();
              for (int i = 0; i < ROUTES.size(); i++) {
                int status = statuses.get(i).join();
                if (status < 400 || status > 403) {
                  wrong.add(name + " " + ROUTES.get(i).operation() + " " + status);
                }
              }
            });

    assertThat(wrong).isEmpty();
    assertThat(REACHED.get()).isEqualTo(before);
    assertThat(ROUTES).hasSizeGreaterThan(100);
  }

  /** Ways to claim to be somebody; none of them is right, whatever the payload is said to be. */
  private static Map<String, Function<SignedRequest, SignedRequest>> claims(Route route) {
    String rest = ", SignedHeaders=host, Signature=" + "0".repeat(64);
    String scope = "Credential=test/20261121/us-east-1/" + route.profile().signingName();
    String zeros = scope + "/aws4_request" + rest;
    return Map.of(
        "none", r -> r,
        "header", r -> plus(r, "Authorization", "AWS4-HMAC-SHA256 " + zeros),
        "query", r -> at(r, r.target() + query(route)),
        "both", r -> at(signed(route, r), r.target() + query(route)),
        "twice", r -> twice(signed(route, r)),
        "lower case", r -> plus(r, "Authorization", "aws4-hmac-sha256 " + zeros),
        "Version 2", r -> plus(r, "Authorization", "AWS test:c2lnbmF0dXJl"),
        "Version 4a", r -> plus(r, "Authorization", "AWS4-ECDSA-P256-SHA256 " + zeros),
        "Basic", r -> plus(r, "Authorization", "Basic dGVzdDp0ZXN0"));
  }

  /** What may be said of the payload; under a right signature only the first and the last pass. */
  private static Map<String, UnaryOperator<SignedRequest>> payloads() {
    String header = "X-Amz-Content-Sha256";
    return Map.of(
        "its hash", r -> plus(r, header, sha256(r.body())),
        "another's hash", r -> plus(r, header, "0".repeat(64)),
        "the hash of nothing", r -> plus(with(r, "x"), header, sha256(new byte[0])),
        "unsigned", r -> plus(r, header, "UNSIGNED-PAYLOAD"),
        "streaming", r -> plus(r, header, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
        "nothing said", r -> r);
  }

  @Test
  void no_claim_with_no_payload_reaches_a_route() {
    Set<String> wrong = new TreeSet<>();
    int before = REACHED.get();
    int sent = 0;
    for (Route route : ROUTES) {
      Map<String, CompletableFuture<Integer>> statuses = new TreeMap<>();
      forged(route).forEach((name, request) -> statuses.put(name, sending(request)));
      sent += statuses.size();
      statuses.forEach(
          (name, status) -> {
            if (status.join() < 400 || status.join() > 403) {
              wrong.add(name + " " + route.operation() + " " + status.join());
            }
          });
    }
    assertThat(wrong).isEmpty();
    assertThat(REACHED.get()).isEqualTo(before);
    assertThat(sent).isEqualTo(ROUTES.size() * (9 * 6 + 4));
  }

  private static Map<String, SignedRequest> forged(Route route) {
    Map<String, SignedRequest> forged = new TreeMap<>();
    payloads()
        .forEach(
            (payload, change) -> {
              SignedRequest said = change.apply(unsigned(route, route.target()));
              claims(route)
                  .forEach((name, claim) -> forged.put(name + ", " + payload, claim.apply(said)));
              if (!Set.of("its hash", "nothing said").contains(payload)) {
                forged.put("right, " + payload, signed(route, said));
              }
            });
    return forged;
  }

  private static SignedRequest signed(Route route, SignedRequest request) {
    return new Signer(TEST, InstantSource.fixed(NOW))
        .sign(request, "us-east-1", route.profile().signingName());
  }

  private static SignedRequest at(SignedRequest request, String target) {
    return new SignedRequest(request.method(), target, request.headers(), request.body());
  }

  private static SignedRequest with(SignedRequest request, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return new SignedRequest(request.method(), request.target(), request.headers(), bytes);
  }

  private static SignedRequest twice(SignedRequest request) {
    String authorization =
        request.headers().stream()
            .filter(header -> header.getKey().equals("Authorization"))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElseThrow();
    return plus(request, "Authorization", authorization);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Test
  void each_is_let_in_with_one() {
    int before = REACHED.get();
    Set<String> refused =
        ROUTES.stream()
            .filter(route -> Set.of(401, 403, 404, 405).contains(send(signed(route, TEST))))
            .map(Route::operation)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(refused).isEmpty();
    assertThat(REACHED.get()).isGreaterThan(before + ROUTES.size() / 3); // others lack members
  }

  private static String host() {
    return "127.0.0.1:" + edge.port();
  }

  private static String query(Route route) {
    return "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=test%2F20261121%2Fus-east-1%2F"
        + route.profile().signingName()
        + "%2Faws4_request&X-Amz-Date=20261121T120000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host"
        + "&X-Amz-Signature="
        + "0".repeat(64);
  }

  private static SignedRequest unsigned(Route route, String target) {
    return new SignedRequest(route.method(), target, route.headers(host()), route.body());
  }

  private static SignedRequest with(Route route, String authorization) {
    String said = authorization.replace("%s", route.profile().signingName());
    return plus(unsigned(route, route.target()), "Authorization", said);
  }

  private static SignedRequest plus(SignedRequest request, String name, String value) {
    List<Map.Entry<String, String>> headers = new ArrayList<>(request.headers());
    headers.add(Map.entry(name, value));
    return new SignedRequest(request.method(), request.target(), headers, request.body());
  }

  private static SignedRequest signed(Route route, String target) {
    return new Signer(TEST, InstantSource.fixed(NOW))
        .sign(unsigned(route, target), "us-east-1", route.profile().signingName());
  }

  private static SignedRequest signed(Route route, Key key) {
    return signedFor(route, route.profile().signingName(), key);
  }

  private static SignedRequest signedFor(Route route, String service, Key key) {
    return new Signer(key, InstantSource.fixed(NOW))
        .sign(unsigned(route, route.target()), "us-east-1", service);
  }

  private static SignedRequest signed(Route route, Key key, String payloadHash) {
    return new Signer(key, InstantSource.fixed(NOW))
        .sign(
            plus(unsigned(route, route.target()), "X-Amz-Content-Sha256", payloadHash),
            "us-east-1",
            route.profile().signingName());
  }

  private static int send(SignedRequest request) {
    return sending(request).join();
  }

  private static CompletableFuture<Integer> sending(SignedRequest request) {
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
