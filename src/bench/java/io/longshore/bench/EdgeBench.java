package io.longshore.bench;

import io.longshore.api.AuditSink;
import io.longshore.api.Call;
import io.longshore.api.CommonError;
import io.longshore.api.LocalCodec;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceResponse;
import io.longshore.config.AuthConfig;
import io.longshore.config.HttpConfig;
import io.longshore.edge.EdgeVerticle;
import io.longshore.edge.FrontHandler;
import io.longshore.edge.ServiceEndpoint;
import io.longshore.edge.management.HttpMetrics;
import io.longshore.edge.management.Readiness;
import io.longshore.identity.SecurityServices;
import io.longshore.identity.key.AccessKey;
import io.longshore.identity.key.KeySource;
import io.longshore.identity.sigv4.SigV4Signer;
import io.longshore.identity.sigv4.SigV4Verifier;
import io.longshore.identity.sigv4.SignedRequest;
import io.longshore.trace.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Compares GetExportJob's throughput through the edge, including signatures and the event bus,
 * between the contract and the same contract without parameters and bodies, which is not validated.
 *
 * <p>The service responds immediately, so the share of validation is larger here than with a
 * database. The documentation promises a ratio of at least 0.9 (median of five alternating rounds).
 *
 * <p>{@code java -cp ... io.longshore.bench.EdgeBench [seconds per round]}
 */
public final class EdgeBench {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final int CONNECTIONS = 32;
  private static final int ROUNDS = 5;
  private static final int SLICES_PER_SECOND = 4;
  private static final String TARGET =
      "/v1/apps/0123456789abcdef0123456789abcdef/jobs/export/fedcba9876543210fedcba9876543210";

  /** Measurements of an interval: responses, and the CPU time of the server's event loops. */
  private record Seen(double answers, double nanos, double cpuNanos) {
    Seen plus(Seen more) {
      return new Seen(answers + more.answers, nanos + more.nanos, cpuNanos + more.cpuNanos);
    }

    double perSecond() {
      return answers * 1e9 / nanos;
    }

    double cpuMicros() {
      return cpuNanos / 1e3 / answers;
    }
  }

  private final Vertx vertx = Vertx.vertx();
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private long[] serverThreads;
  private Vertx load;
  private HttpClient client;

  public static void main(String[] arguments) throws Exception {
    new EdgeBench().run(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 4);
  }

  private void run(int seconds) throws Exception {
    serve();
    int with = edge("openapi/pinpoint.yaml", AuditSink.NONE);
    int without = edge(PermissiveContract.of("openapi/pinpoint.yaml").toString(), AuditSink.NONE);
    compare("throughput, promised at least 0.9", with, without, seconds);
    close();
  }

  /** Responds to GetExportJob immediately. */
  void serve() {
    vertx.eventBus().registerDefaultCodec(Call.class, new LocalCodec<>(Call.class));
    vertx
        .eventBus()
        .registerDefaultCodec(ServiceResponse.class, new LocalCodec<>(ServiceResponse.class));
    JsonObject job = new JsonObject().put("JobStatus", "COMPLETED").put("Id", "fedcba98");
    vertx
        .eventBus()
        .<Call>localConsumer("pinpoint.GetExportJob", m -> m.reply(ServiceResponse.ok(job)));
  }

  Vertx vertx() {
    return vertx;
  }

  /** Prints the ratios of the rates of two ports. */
  void compare(String what, int with, int without, int seconds) throws Exception {
    serverThreads = eventLoops(); // before the client has any threads
    load = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    client = load.createHttpClient(new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    round(with, without, seconds); // warm-up
    double[] ratios = new double[ROUNDS];
    double[] cpuRatios = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      Seen[] seen = round(with, without, seconds);
      ratios[i] = seen[0].perSecond() / seen[1].perSecond();
      cpuRatios[i] = seen[1].cpuMicros() / seen[0].cpuMicros();
      System.out.printf(
          "round %d: with %.0f/s and %.1f us of CPU, without %.0f/s and %.1f us%n",
          i + 1,
          seen[0].perSecond(),
          seen[0].cpuMicros(),
          seen[1].perSecond(),
          seen[1].cpuMicros());
    }
    print(what, ratios);
    print("throughput as the server's CPU allows", cpuRatios);
  }

  void close() throws Exception {
    Future.all(vertx.close(), load.close()).toCompletionStage().toCompletableFuture().get();
  }

  /** Alternates in short slices, so that other load on the machine affects both equally. */
  private Seen[] round(int with, int without, int seconds) throws Exception {
    Seen[] seen = {new Seen(0, 0, 0), new Seen(0, 0, 0)};
    for (int slice = 0; slice < seconds * SLICES_PER_SECOND; slice++) {
      int first = slice % 2;
      seen[first] = seen[first].plus(slice(first == 0 ? with : without));
      seen[1 - first] = seen[1 - first].plus(slice(first == 0 ? without : with));
    }
    return seen;
  }

  private static void print(String name, double[] ratios) {
    Arrays.sort(ratios);
    System.out.printf(
        "%s: median %.3f (%.3f to %.3f)%n",
        name, ratios[ROUNDS / 2], ratios[0], ratios[ROUNDS - 1]);
  }

  private static long[] eventLoops() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("vert.x-eventloop"))
        .mapToLong(Thread::getId)
        .toArray();
  }

  private long cpuNanos() {
    return Arrays.stream(serverThreads).map(threads::getThreadCpuTime).sum();
  }

  /** The port of a new edge. */
  int edge(String contract, AuditSink audit) throws Exception {
    ServiceProfile profile =
        new ServiceProfile(
            "pinpoint",
            contract,
            "mobiletargeting",
            ServiceProfile.Protocol.REST_JSON,
            "Message",
            "RequestID",
            8 << 20,
            new ServiceProfile.EdgeErrors(
                CommonError.SERIALIZATION,
                CommonError.REQUEST_ENTITY_TOO_LARGE,
                CommonError.SERVICE_UNAVAILABLE,
                CommonError.METHOD_NOT_ALLOWED,
                CommonError.UNRECOGNIZED_CLIENT,
                CommonError.INTERNAL_FAILURE));
    HttpMetrics meters = new HttpMetrics(new SimpleMeterRegistry());
    ServiceEndpoint service = await(ServiceEndpoint.load(vertx, profile, every(), 256, meters));
    HttpConfig http =
        new HttpConfig("127.0.0.1", 0, 256, Duration.ofMinutes(5), Duration.ofSeconds(30));
    InstantSource clock = InstantSource.fixed(NOW);
    List<EdgeVerticle> edges = new ArrayList<>();
    Supplier<Deployable> supplier =
        () -> {
          SigV4Verifier verifier =
              new SigV4Verifier(
                  KeySource.embedded(), AuthConfig.defaults(), Set.of("mobiletargeting"), clock);
          SecurityServices plain = SecurityServices.of(verifier);
          SecurityServices gate =
              new SecurityServices(
                  verifier,
                  plain.sessions(),
                  plain.idempotency(),
                  plain.usedSignatures(),
                  plain.pageTokens(),
                  audit);
          edges.add(
              new EdgeVerticle(
                  http,
                  gate,
                  List.of(service),
                  meters,
                  clock,
                  Optional.empty(),
                  Readiness.unchecked(),
                  FrontHandler.NONE,
                  Tracing.NONE));
          return edges.get(edges.size() - 1);
        };
    await(vertx.deployVerticle(supplier, new DeploymentOptions().setInstances(1)));
    return edges.get(0).port();
  }

  /** Serves GetExportJob only; the other operations are never called. */
  private static Set<String> every() throws IOException {
    try (InputStream in =
        EdgeBench.class.getClassLoader().getResourceAsStream("openapi/pinpoint.yaml")) {
      return Set.copyOf(
          new com.fasterxml.jackson.dataformat.yaml.YAMLMapper()
              .readTree(in)
              .path("paths")
              .findValuesAsText("operationId"));
    }
  }

  private Seen slice(int port) throws Exception {
    SignedRequest signed =
        new SigV4Signer(
                new AccessKey("test", "test", "000000000000", true), InstantSource.fixed(NOW))
            .sign(
                new SignedRequest(
                    "GET", TARGET, List.of(Map.entry("Host", "127.0.0.1:" + port)), new byte[0]),
                "us-east-1",
                "mobiletargeting");
    AtomicLong answers = new AtomicLong();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1) / SLICES_PER_SECOND;
    long began = System.nanoTime();
    long cpu = cpuNanos();
    Promise<Void> ended = Promise.promise();
    load.runOnContext(
        go -> {
          List<Future<Void>> loops = new ArrayList<>();
          for (int i = 0; i < CONNECTIONS; i++) {
            loops.add(loop(port, signed, answers, end));
          }
          Future.all(loops).<Void>mapEmpty().onComplete(ended);
        });
    await(ended.future());
    return new Seen(answers.get(), System.nanoTime() - began, cpuNanos() - cpu);
  }

  private Future<Void> loop(int port, SignedRequest signed, AtomicLong answers, long end) {
    if (System.nanoTime() >= end) {
      return Future.succeededFuture();
    }
    return client
        .request(HttpMethod.GET, port, "127.0.0.1", signed.target())
        .compose(request -> send(request, signed))
        .compose(
            response ->
                response.statusCode() == 200
                    ? response.body()
                    : Future.failedFuture("status " + response.statusCode()))
        .compose(
            body -> {
              answers.incrementAndGet();
              return loop(port, signed, answers, end);
            });
  }

  private static Future<HttpClientResponse> send(HttpClientRequest request, SignedRequest signed) {
    signed.headers().forEach(header -> request.putHeader(header.getKey(), header.getValue()));
    return request.send();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(120, TimeUnit.SECONDS);
  }
}
