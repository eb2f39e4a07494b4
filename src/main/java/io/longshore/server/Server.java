package io.longshore.server;

import io.longshore.api.HealthCheck;
import io.longshore.async.Blocking;
import io.longshore.config.DatabaseConfig;
import io.longshore.config.DrainConfig;
import io.longshore.config.HttpConfig;
import io.longshore.config.LongshoreConfig;
import io.longshore.config.ManagementConfig;
import io.longshore.edge.EdgeVerticle;
import io.longshore.edge.ServiceEndpoint;
import io.longshore.edge.dispatch.AdmissionLimits;
import io.longshore.edge.dispatch.RateLimiter;
import io.longshore.edge.management.ManagementVerticle;
import io.longshore.edge.management.Readiness;
import io.longshore.edge.management.Readiness.Life;
import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.store.JobStore;
import io.longshore.engine.worker.JobWorkerVerticle;
import io.longshore.logging.LogLevels;
import io.longshore.metrics.BatchMetrics;
import io.longshore.metrics.BlockMetrics;
import io.longshore.metrics.ReadMetrics;
import io.longshore.metrics.S3Metrics;
import io.longshore.objectstore.ObjectStores;
import io.longshore.objectstore.s3.S3Meter;
import io.longshore.service.ServiceDependencies;
import io.longshore.service.ServiceVerticle;
import io.longshore.store.BulkLoad;
import io.longshore.store.Postgres;
import io.longshore.store.SchemaVersionCheck;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that says {@code new} for what has dependencies. Starts everything in the order of
 * its lines and stops it in the opposite one. Blocks: for commands and tests.
 */
public final class Server implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Server.class);
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  private final LongshoreConfig config;
  private final CloseStack closeStack = new CloseStack();
  private final TestSeams seams;
  private final CountDownLatch startEnded = new CountDownLatch(1);
  private volatile boolean starting;
  private volatile Life life = Life.STARTING;
  private StartupDeadline deadline;
  private URI http;
  private URI console;
  private URI management;
  private DatabaseConfig database;
  private TestControls controls;

  public Server(LongshoreConfig config) {
    this(config, TestSeams.PLAIN);
  }

  public Server(LongshoreConfig config, TestSeams seams) {
    this.config = config;
    this.seams = seams;
  }

  /**
   * Starts, and returns once requests are answered. On a failure {@link #close} what was started.
   *
   * @throws RuntimeException with one line that says what is wrong
   */
  public void start() {
    EventVerticles.check(config.events());
    starting = true;
    deadline = StartupDeadline.in(config.start().timeout(), closeStack::isClosed);
    try {
      startAll();
    } finally {
      startEnded.countDown();
    }
  }

  private void startAll() {
    // PostgreSQL, S3 and reading the contracts take long: they start side by side.
    CompletableFuture<ServerRuntime> reading =
        CompletableFuture.supplyAsync(() -> ServerRuntime.create(closeStack, config.tracing()));
    BackingServices backing = BackingServices.start(config, closeStack, deadline);
    database = backing.database();
    ServerRuntime runtime = Blocking.join(reading);
    Vertx vertx = runtime.vertx();
    Postgres postgres = postgres(runtime, backing);
    CompletableFuture<ObjectStores> opening =
        CompletableFuture.supplyAsync(() -> stores(runtime, backing));
    HealthCheck schema = deadline.await("The schema", () -> SchemaVersionCheck.open(postgres));
    ObjectStores stores = fated(vertx, postgres, Blocking.join(opening));
    List<HealthCheck> checks = HealthChecks.of(vertx, config, postgres, schema, stores);
    Readiness readiness = manage(runtime, new Readiness(checks, () -> life, System::nanoTime));
    ServiceDependencies dependencies = dependencies(runtime, postgres, stores);
    JobTypeRegistry types = ServiceRegistry.jobTypes(dependencies);
    JobStore jobs = jobs(vertx, postgres, types);
    List<ServiceEndpoint> served = serve(runtime, ServiceRegistry.verticles(dependencies, jobs));
    ServiceRegistry.periodicTasks(dependencies, jobs)
        .forEach((what, task) -> deploy(vertx, what, task, 1));
    EventVerticles.of(runtime, dependencies).forEach((what, it) -> deploy(vertx, what, it, 1));
    edge(
        vertx,
        new EdgeVerticleFactory(
            runtime, config, seams, backing, dependencies, served, readiness, deadline));
    work(runtime, postgres, types, stores);
    watch(runtime, postgres, jobs, types); // last: no start waits for metrics
    serving(vertx, backing);
  }

  private void serving(Vertx vertx, BackingServices backing) {
    SeedFile.apply(vertx, config, deadline);
    life = Life.SERVING;
    var ready = new ReadyMessage(config, backing, http, console(), management, deadline.age());
    log.info("Ready. {}", ready);
    backing.spare().begin();
  }

  /** Where the services are called. */
  public URI http() {
    return http;
  }

  /** Where the console is, if it is served. */
  public Optional<URI> console() {
    return Optional.ofNullable(console);
  }

  /** Where health and metrics are read. */
  public URI management() {
    return management;
  }

  /** The database that is used, embedded or not, with its password. */
  public DatabaseConfig database() {
    return database;
  }

  /** Stops what was started. While another thread starts, the start ends first, where it stands. */
  @Override
  public void close() {
    try {
      if (life == Life.SERVING) {
        life = Life.DRAINING; // health says so while the last requests end
        TimeUnit.MILLISECONDS.sleep(config.drain().serveFor().toMillis());
      }
      closeStack.close();
      if (starting && !startEnded.await(3 * Blocking.DEFAULT_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        log.warn("The start does not end; what it began is left running");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Postgres postgres(ServerRuntime runtime, BackingServices backing) {
    Postgres pools =
        Postgres.connect(runtime.vertx(), backing.database(), new ReadMetrics(runtime.registry()));
    Postgres postgres = seams.postgres().apply(pools);
    closeStack.add("Connections", () -> Blocking.await("Connections", postgres.close()));
    backing.readKeysOf(postgres, config.auth());
    return postgres;
  }

  private ObjectStores stores(ServerRuntime runtime, BackingServices backing) {
    S3Meter meter = new S3Metrics(runtime.registry());
    return seams
        .stores()
        .apply(
            new ObjectStoreFactory(runtime.vertx(), config, backing, closeStack, meter, () -> http)
                .open());
  }

  private ObjectStores fated(Vertx vertx, Postgres postgres, ObjectStores stores) {
    controls = TestControls.of(vertx, config, postgres, deadline, closeStack);
    return controls.fates().around(stores);
  }

  private JobStore jobs(Vertx vertx, Postgres postgres, JobTypeRegistry types) {
    Runnable wake = JobWorkerVerticle.waker(vertx.eventBus());
    return new JobStore(postgres, types, config.worker().maxAttempts(), wake);
  }

  private ServiceDependencies dependencies(
      ServerRuntime runtime, Postgres postgres, ObjectStores stores) {
    Vertx vertx = runtime.vertx();
    BulkLoad loads =
        closeStack.add("Bulk load", new BulkLoad(vertx, database, config.worker().slots()));
    ServerFindings findings = new ServerFindings(vertx, config, database, stores);
    return new ServiceDependencies(
        vertx,
        postgres,
        stores,
        loads::begin,
        config,
        seams.clock(),
        controls.calls(),
        findings,
        new BatchMetrics(runtime.registry()),
        new BlockMetrics(runtime.registry()));
  }

  private void watch(
      ServerRuntime runtime, Postgres postgres, JobStore jobs, JobTypeRegistry types) {
    MetricTasks.of(runtime.registry(), postgres, jobs, types, config)
        .forEach((what, task) -> deploy(runtime.vertx(), what, task, 1));
    deploy(runtime.vertx(), "Event loop delay", MetricTasks.lag(runtime.registry()), CORES);
  }

  /** After the edge, so that it stops before: calls are still answered while tasks end. */
  private void work(
      ServerRuntime runtime, Postgres postgres, JobTypeRegistry types, ObjectStores stores) {
    EngineVerticles.of(runtime, config, postgres, types, stores, controls.fates())
        .forEach((what, verticle) -> deploy(runtime.vertx(), what, verticle, 1));
  }

  private Readiness manage(ServerRuntime runtime, Readiness readiness) {
    ManagementConfig listen = config.management();
    ManagementVerticle verticle =
        new ManagementVerticle(listen, runtime.registry(), readiness, LogLevels::change);
    String what = "management.port %s:%d".formatted(listen.host(), listen.port());
    deploy(runtime.vertx(), what, () -> verticle, 1);
    management = CallableAddress.uri("http", listen.host(), verticle.port());
    return readiness;
  }

  private List<ServiceEndpoint> serve(
      ServerRuntime runtime, List<Supplier<ServiceVerticle>> services) {
    List<ServiceVerticle> samples = services.stream().map(Supplier::get).toList();
    Set<String> operations =
        samples.stream()
            .flatMap(sample -> sample.operations().keySet().stream())
            .collect(Collectors.toUnmodifiableSet());
    RateLimiter rates = new RateLimiter(config.rates(), operations, System::nanoTime);
    AdmissionLimits admission =
        new AdmissionLimits(config.http().callsInFlight(), rates, runtime.meters());
    List<ServiceEndpoint> served = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      ServiceVerticle sample = samples.get(i);
      String name = sample.profile().name();
      deploy(runtime.vertx(), name, services.get(i), CORES);
      Set<String> own = sample.operations().keySet();
      served.add(
          deadline.await(
              name,
              () -> ServiceEndpoint.of(runtime.contracts(), sample.profile(), own, admission)));
    }
    controls.serving(served);
    return served;
  }

  private void edge(Vertx vertx, EdgeVerticleFactory door) {
    door.auditor().ifPresent(auditor -> deploy(vertx, "Audit", auditor, 1));
    HttpConfig listen = config.http();
    deploy(vertx, "http.port %s:%d".formatted(listen.host(), listen.port()), door, CORES);
    http = CallableAddress.uri(listen.scheme(), listen.host(), door.port());
    controls.listening(http);
    if (config.console().enabled()) {
      console(vertx, door);
    }
  }

  private void console(Vertx vertx, EdgeVerticleFactory door) {
    HttpConfig listen = config.console().listener(config.http());
    EdgeVerticle verticle = door.console(vertx);
    deploy(vertx, "console.port %s:%d".formatted(listen.host(), listen.port()), () -> verticle, 1);
    console = CallableAddress.uri(listen.scheme(), listen.host(), verticle.port());
  }

  private void deploy(
      Vertx vertx, String what, Supplier<? extends Deployable> verticle, int instances) {
    DeploymentOptions options = new DeploymentOptions().setInstances(instances);
    String id = deadline.await(what, () -> vertx.deployVerticle(verticle, options));
    closeStack.add(
        what, () -> Blocking.await(what, vertx.undeploy(id), stopSeconds(config.drain())));
  }

  /** A verticle decides by itself when to give up stopping; this only ends one that hangs. */
  static long stopSeconds(DrainConfig drain) {
    return Math.max(Blocking.DEFAULT_TIMEOUT_SECONDS, drain.timeout().toSeconds() + 1);
  }
}
