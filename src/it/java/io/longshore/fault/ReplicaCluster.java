package io.longshore.fault;

import static io.longshore.fixture.Waiting.await;

import io.longshore.config.DatabaseConfig;
import io.longshore.config.S3Config;
import io.longshore.embedded.postgres.TestCluster;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.TcpFaults;
import io.longshore.store.Migrations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Replicas on a database and a bucket of a test's own, with fault-injecting proxies before
 * PostgreSQL and S3.
 */
final class ReplicaCluster extends TestData implements AutoCloseable {

  static final Duration LEASE = Duration.ofSeconds(6);
  static final Duration POLL = Duration.ofMillis(500);

  private static final Map<String, String> QUICK =
      Map.ofEntries(
          Map.entry("http.port", "0"),
          Map.entry("management.port", "0"),
          Map.entry("console.enabled", "false"),
          Map.entry("worker.lease", LEASE.toSeconds() + "s"),
          Map.entry("worker.heartbeat", "1s"),
          Map.entry("worker.margin", "1s"),
          Map.entry("worker.poll", POLL.toMillis() + "ms"),
          Map.entry("worker.sweep", "500ms"),
          Map.entry("worker.backoffFirst", "200ms"),
          Map.entry("worker.backoffCap", "2s"),
          Map.entry("worker.s3Timeout", "3s"),
          Map.entry("worker.completeGrace", "3s"),
          Map.entry("worker.maxAttempts", "20"));

  /** The defaults of {@link io.longshore.config.WorkerConfig}, instead of the short intervals. */
  static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("worker.lease", "30s"),
          Map.entry("worker.heartbeat", "10s"),
          Map.entry("worker.margin", "5s"),
          Map.entry("worker.poll", "2s"),
          Map.entry("worker.sweep", "4s"),
          Map.entry("worker.backoffFirst", "2s"),
          Map.entry("worker.backoffCap", "10m"),
          Map.entry("worker.s3Timeout", "20s"),
          Map.entry("worker.completeGrace", "60s"));

  final TcpFaults wire;
  final S3Faults s3;
  final Breakpoint breakpoint;
  final S3Objects objects;
  final ResultVerifier verifier;
  private final long began;
  private final FaultEnvironment environment;
  private final TestCluster postgresql;
  private final String database;
  private final List<Replica> started = new ArrayList<>();
  private final Path folder;

  ReplicaCluster(String bucket) {
    this(bucket, FaultEnvironment.shared().postgresql(), Migrations::run);
  }

  /** A cluster on the given PostgreSQL, whose schema it creates. */
  ReplicaCluster(String bucket, TestCluster postgresql, Consumer<DatabaseConfig> schema) {
    this(bucket, postgresql, postgresql.freshDatabase(), schema);
  }

  private ReplicaCluster(
      String bucket, TestCluster postgresql, String database, Consumer<DatabaseConfig> schema) {
    super(
        FaultEnvironment.shared().vertx(),
        made(postgresql.database(database, postgresql.port()), schema),
        bucket);
    began = System.nanoTime();
    this.database = database;
    this.postgresql = postgresql;
    environment = FaultEnvironment.shared();
    wire = new TcpFaults(vertx, postgresql.port());
    s3 = new S3Faults(vertx, environment.s3());
    S3Config backend = S3Config.defaults().at(environment.s3(), "test", "test");
    objects = new S3Objects(backend);
    objects.createBucket(bucket);
    verifier = new ResultVerifier(this, objects);
    folder = folder(bucket);
    breakpoint = new Breakpoint(folder.resolve("breakpoint"));
  }

  private static DatabaseConfig made(DatabaseConfig empty, Consumer<DatabaseConfig> schema) {
    schema.accept(empty);
    return empty;
  }

  private Path folder(String name) {
    try {
      Path made = Files.createDirectories(environment.folder().resolve(name));
      Files.writeString(made.resolve("keys"), "fault secret " + ACCOUNT + "\n");
      return made;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The database of this cluster, not through the proxy. */
  DatabaseConfig database() {
    return postgresql.database(database, postgresql.port());
  }

  TestCluster postgresql() {
    return postgresql;
  }

  /** Starts the jar without waiting until it is ready; see {@link Replica#ready}. */
  ChildProcess launchJar(Map<String, String> changed) {
    return launchJar(Path.of(System.getProperty("longshore.jar")), changed);
  }

  /** Starts the given build of the jar. */
  ChildProcess launchJar(Path jar, Map<String, String> changed) {
    Stream<String> flags = flags(changed).stream().flatMap(flag -> Stream.of("--set", flag));
    Stream<String> start = Stream.of("-jar", jar.toString(), "serve");
    return launch(List.of(), Stream.concat(start, flags).toList());
  }

  /** Runs a command of the jar with a replica's settings, and returns its output. */
  String command(Map<String, String> changed, String... words) throws Exception {
    Stream<String> flags = flags(changed).stream().flatMap(flag -> Stream.of("--set", flag));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Stream<String> start = Stream.of(java, "-jar", System.getProperty("longshore.jar"));
    Stream<String> all = Stream.concat(Stream.concat(start, Stream.of(words)), flags);
    return Programs.run(Map.of(), all.toArray(String[]::new));
  }

  /** Starts the jar with breakpoints and with that offset of its clock. */
  ChildProcess launchFaulty(Map<String, String> changed, Duration off) {
    List<String> options =
        List.of("-Dfault.breakpoint=" + folder.resolve("breakpoint"), "-Dfault.clock=" + off);
    List<String> main = ChildProcess.withTests("io.longshore.fault.FaultyMain");
    return launch(options, Stream.concat(main.stream(), flags(changed).stream()).toList());
  }

  private ChildProcess launch(List<String> options, List<String> arguments) {
    Path log = folder.resolve("replica-" + UUID.randomUUID() + ".log");
    return ChildProcess.start(log, options, arguments);
  }

  Replica ready(ChildProcess process) {
    Replica replica = Replica.ready(process);
    started.add(replica);
    return replica;
  }

  Replica jar() {
    return ready(launchJar(Map.of()));
  }

  Replica faulty(Map<String, String> changed) {
    return ready(launchFaulty(changed, Duration.ZERO));
  }

  /** Starts the given number of replicas concurrently. */
  List<Replica> replicas(int count, boolean withBreakpoints) {
    return replicas(count, withBreakpoints, Map.of());
  }

  /** Starts replicas with changed settings. */
  List<Replica> replicas(int count, boolean withBreakpoints, Map<String, String> changed) {
    List<ChildProcess> launched =
        IntStream.range(0, count)
            .mapToObj(
                nth -> withBreakpoints ? launchFaulty(changed, Duration.ZERO) : launchJar(changed))
            .toList();
    return launched.stream().map(this::ready).collect(Collectors.toCollection(ArrayList::new));
  }

  private List<String> flags(Map<String, String> changed) {
    Map<String, String> all = new HashMap<>(QUICK);
    DatabaseConfig through = postgresql.database(database, wire.port());
    all.put("database.url", through.url());
    all.put("database.user", through.user());
    all.put("database.password", through.password());
    all.put("s3.endpoint", s3.uri().toString());
    all.put("s3.accessKey", "test");
    all.put("s3.secretKey", "test");
    all.put("roles", "{\"arn:aws:iam::*:role/*\": {\"allowed\": \"s3://*\"}}");
    all.put("auth.keys_FILE", folder.resolve("keys").toString());
    all.putAll(changed);
    return all.entrySet().stream().map(flag -> flag.getKey() + "=" + flag.getValue()).toList();
  }

  /** An empty database, as it is before the first start. */
  DatabaseConfig emptyDatabase() {
    return postgresql.database(postgresql.freshDatabase(), postgresql.port());
  }

  /** Stops the replicas and removes the faults of a test. */
  void reset() {
    started.forEach(replica -> replica.process().kill());
    started.clear();
    breakpoint.remove();
    s3.clear();
    wire.mode(TcpFaults.Mode.PASS);
  }

  @Override
  public void close() {
    reset();
    await(postgres.close());
    objects.close();
    s3.close();
    wire.close();
    FaultSettings.printTable(bucket, Duration.ofNanos(System.nanoTime() - began));
  }
}
