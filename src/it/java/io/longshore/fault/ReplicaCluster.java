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

/** A database, a bucket and replicas of a test's own, with faults between them. */
final class ReplicaCluster extends TestData implements AutoCloseable {

  static final Duration LEASE = Duration.ofSeconds(6);
  static final Duration POLL = Duration.ofMillis(500);

  private static final Map<String, String> QUICK =
      Map.ofEntries(
          Map.entry("http.port", "0"),
          Map.entry("management.port", "0"),
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

  /** What {@link io.longshore.config.WorkerConfig} says, instead of the short times. */
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
  final Breakpoint trap;
  final S3Objects objects;
  final ResultVerifier oracle;
  private final long began;
  private final FaultEnvironment ground;
  private final TestCluster cluster;
  private final String database;
  private final List<Replica> started = new ArrayList<>();
  private final Path folder;

  ReplicaCluster(String bucket) {
    this(bucket, FaultEnvironment.shared().cluster(), Migrations::run);
  }

  /** On a PostgreSQL of a test's own, and with its schema. */
  ReplicaCluster(String bucket, TestCluster cluster, Consumer<DatabaseConfig> schema) {
    this(bucket, cluster, cluster.freshDatabase(), schema);
  }

  private ReplicaCluster(
      String bucket, TestCluster cluster, String database, Consumer<DatabaseConfig> schema) {
    super(
        FaultEnvironment.shared().vertx(),
        made(cluster.database(database, cluster.port()), schema),
        bucket);
    began = System.nanoTime();
    this.database = database;
    this.cluster = cluster;
    ground = FaultEnvironment.shared();
    wire = new TcpFaults(vertx, cluster.port());
    s3 = new S3Faults(vertx, ground.s3());
    S3Config backend = S3Config.defaults().at(ground.s3(), "test", "test");
    objects = new S3Objects(backend);
    objects.createBucket(bucket);
    oracle = new ResultVerifier(this, objects);
    folder = folder(bucket);
    trap = new Breakpoint(folder.resolve("trap"));
  }

  private static DatabaseConfig made(DatabaseConfig empty, Consumer<DatabaseConfig> schema) {
    schema.accept(empty);
    return empty;
  }

  private Path folder(String name) {
    try {
      Path made = Files.createDirectories(ground.folder().resolve(name));
      Files.writeString(made.resolve("keys"), "fault secret " + ACCOUNT + "\n");
      return made;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The database of this yard, without faults. */
  DatabaseConfig database() {
    return cluster.database(database, cluster.port());
  }

  TestCluster cluster() {
    return cluster;
  }

  /** The real jar, under way; see {@link Replica#ready}. */
  ChildProcess launchJar(Map<String, String> changed) {
    return launchJar(Path.of(System.getProperty("longshore.jar")), changed);
  }

  /** That build of the jar. */
  ChildProcess launchJar(Path jar, Map<String, String> changed) {
    Stream<String> flags = flags(changed).stream().flatMap(flag -> Stream.of("--set", flag));
    Stream<String> start = Stream.of("-jar", jar.toString(), "serve");
    return launch(List.of(), Stream.concat(start, flags).toList());
  }

  /** A command of the jar, on the settings of a replica, to its end; what it said. */
  String command(Map<String, String> changed, String... words) throws Exception {
    Stream<String> flags = flags(changed).stream().flatMap(flag -> Stream.of("--set", flag));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Stream<String> start = Stream.of(java, "-jar", System.getProperty("longshore.jar"));
    Stream<String> all = Stream.concat(Stream.concat(start, Stream.of(words)), flags);
    return Programs.run(Map.of(), all.toArray(String[]::new));
  }

  /** The jar with traps, under way, whose clock is off by so much. */
  ChildProcess launchFaulty(Map<String, String> changed, Duration off) {
    List<String> options =
        List.of("-Dfault.trap=" + folder.resolve("trap"), "-Dfault.clock=" + off);
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

  /** As many, started side by side. */
  List<Replica> replicas(int count, boolean withTraps) {
    List<ChildProcess> launched =
        IntStream.range(0, count)
            .mapToObj(
                nth -> withTraps ? launchFaulty(Map.of(), Duration.ZERO) : launchJar(Map.of()))
            .toList();
    return launched.stream().map(this::ready).collect(Collectors.toCollection(ArrayList::new));
  }

  private List<String> flags(Map<String, String> changed) {
    Map<String, String> all = new HashMap<>(QUICK);
    DatabaseConfig through = cluster.database(database, wire.port());
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
    return cluster.database(cluster.freshDatabase(), cluster.port());
  }

  /** Ends the replicas and the faults of a test. */
  void calm() {
    started.forEach(replica -> replica.process().kill());
    started.clear();
    trap.remove();
    s3.clear();
    wire.mode(TcpFaults.Mode.PASS);
  }

  @Override
  public void close() {
    calm();
    await(postgres.close());
    objects.close();
    s3.close();
    wire.close();
    FaultSettings.table(bucket, Duration.ofNanos(System.nanoTime() - began));
  }
}
