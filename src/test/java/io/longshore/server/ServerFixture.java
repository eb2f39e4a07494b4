package io.longshore.server;

import io.longshore.api.Call;
import io.longshore.api.LocalCodec;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceResponse;
import io.longshore.async.Blocking;
import io.longshore.config.AuthConfig;
import io.longshore.config.HttpConfig;
import io.longshore.config.LongshoreConfig;
import io.longshore.config.RatesConfig;
import io.longshore.edge.EdgeVerticle;
import io.longshore.edge.ServiceEndpoint;
import io.longshore.edge.dispatch.AdmissionLimits;
import io.longshore.edge.dispatch.RateLimiter;
import io.longshore.edge.management.HttpMetrics;
import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.store.JobStore;
import io.longshore.identity.key.KeySource;
import io.longshore.identity.sigv4.SigV4Verifier;
import io.longshore.service.ServiceDependencies;
import io.longshore.service.ServiceVerticle;
import io.longshore.store.Postgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The API port with every contract, without services: counts the calls that pass the edge. */
final class ServerFixture implements AutoCloseable {

  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger reached = new AtomicInteger();
  private final EdgeVerticle edge;
  private final List<ServiceProfile> profiles;

  ServerFixture(RatesConfig config, LongSupplier nanoTime) {
    vertx.eventBus().registerDefaultCodec(Call.class, new LocalCodec<>(Call.class));
    vertx
        .eventBus()
        .registerDefaultCodec(ServiceResponse.class, new LocalCodec<>(ServiceResponse.class));
    List<ServiceVerticle> services = services().stream().map(Supplier::get).toList();
    profiles = services.stream().map(ServiceVerticle::profile).toList();
    Set<String> operations =
        services.stream()
            .flatMap(service -> service.operations().keySet().stream())
            .collect(Collectors.toSet());
    operations.forEach(name -> vertx.eventBus().<Call>localConsumer(name, this::count));
    HttpMetrics meters = new HttpMetrics(registry);
    AdmissionLimits admission =
        new AdmissionLimits(256, new RateLimiter(config, operations, nanoTime), meters);
    List<ServiceEndpoint> served = services.stream().map(s -> serve(s, admission)).toList();
    Set<String> names = new TreeSet<>();
    served.forEach(service -> names.add(service.signingName()));
    InstantSource clock = InstantSource.system();
    SigV4Verifier verifier =
        new SigV4Verifier(KeySource.embedded(), AuthConfig.defaults(), names, clock);
    HttpConfig defaults = HttpConfig.defaults();
    HttpConfig http = new HttpConfig("127.0.0.1", 0, 256, defaults.idle(), defaults.callTimeout());
    edge = new EdgeVerticle(http, verifier, served, meters, clock, Optional.empty());
    Blocking.await("edge", vertx.deployVerticle(edge));
  }

  private List<Supplier<ServiceVerticle>> services() {
    Postgres none = new Postgres(null, null, null, null);
    ServiceDependencies dependencies =
        new ServiceDependencies(
            vertx,
            none,
            (account, role) -> null,
            copy -> Future.failedFuture("No job runs here"),
            LongshoreConfig.load(Optional.empty(), Map.of(), Map.of()),
            InstantSource.system());
    return ServiceRegistry.verticles(
        dependencies, new JobStore(none, new JobTypeRegistry(List.of()), 1, () -> {}));
  }

  private ServiceEndpoint serve(ServiceVerticle service, AdmissionLimits admission) {
    return Blocking.await(
        "load",
        ServiceEndpoint.load(vertx, service.profile(), service.operations().keySet(), admission));
  }

  private void count(Message<Call> message) {
    reached.incrementAndGet();
    message.reply(ServiceResponse.ok(new JsonObject()));
  }

  /** The number of calls that passed the edge. */
  int reached() {
    return reached.get();
  }

  /** The services at the port. */
  List<ServiceProfile> profiles() {
    return profiles;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + edge.port());
  }

  @Override
  public void close() {
    Blocking.await("close", vertx.close());
  }
}
