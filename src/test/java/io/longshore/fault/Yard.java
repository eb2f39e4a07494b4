package io.longshore.fault;

import static io.longshore.fixture.Waiting.await;

import io.longshore.config.DatabaseConfig;
import io.longshore.config.S3Config;
import io.longshore.embedded.Cluster;
import io.longshore.engine.JobStore;
import io.longshore.engine.JobTypes;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.TcpFaults;
import io.longshore.job.Destination;
import io.longshore.job.JobId;
import io.longshore.job.NewJob;
import io.longshore.job.Piece;
import io.longshore.service.pinpoint.EndpointExport;
import io.longshore.store.Bucket;
import io.longshore.store.Migrations;
import io.longshore.store.Postgres;
import io.longshore.transfer.Exporter;
import io.longshore.transfer.GzipMembers;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A database, a bucket and replicas of a test's own, with faults between them. */
final class Yard implements AutoCloseable {

  private static final long LOADED_AT_ONCE = 100_000;
  static final String ACCOUNT = "000000000000";
  static final String REGION = "us-east-1";
  static final String ROLE = "arn:aws:iam::000000000000:role/export";
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

  /** Lines as the service itself renders them, in the order of the key. */
  private static final String LOAD =
      """
      insert into pinpoint_endpoint (container, bucket, id, line, version, revision, user_id)
      select $1, (crc32c(convert_to(id, 'UTF8')) & 255)::smallint as bucket, id,
             format('{"Address":"c%s@example.com","ApplicationId":"%s","Attributes":{"City":["c%s"]},'
                 '"ChannelType":"EMAIL","CohortId":"%s","CreationDate":"2026-11-21T10:15:30.000Z",'
                 '"EffectiveDate":"2026-11-21T10:15:30.000Z","EndpointStatus":"ACTIVE","Id":"%s",'
                 '"OptOut":"NONE"}', n, $1, n * 7919 % 1000, n % 100, id),
             1, n, null
        from (select n, 'endpoint-' || lpad(n::text, 7, '0') as id
                from generate_series($2::bigint, $3 - 1) n) numbered
       order by bucket, id""";

  final Vertx vertx;
  final TcpFaults wire;
  final S3Faults s3;
  final Trap trap;
  final Postgres postgres;
  final JobStore jobs;
  final S3Objects objects;
  final Oracle oracle;
  final String bucket;
  private final long began;
  private final Ground ground;
  private final Cluster cluster;
  private final Path folder;
  private final String database;
  private final List<Replica> started = new ArrayList<>();

  Yard(String bucket) {
    this(bucket, Ground.shared().cluster(), Migrations::run);
  }

  /** On a PostgreSQL of a test's own, and with its schema. */
  Yard(String bucket, Cluster cluster, Consumer<DatabaseConfig> schema) {
    began = System.nanoTime();
    this.bucket = bucket;
    this.cluster = cluster;
    ground = Ground.shared();
    vertx = ground.vertx();
    database = cluster.freshDatabase();
    wire = new TcpFaults(vertx, cluster.port());
    s3 = new S3Faults(vertx, ground.s3());
    DatabaseConfig direct = database();
    schema.accept(direct);
    postgres = Postgres.connect(vertx, direct);
    Exporter exporter = new Exporter(vertx, GzipMembers.fastest());
    JobTypes types = new JobTypes(List.of(new EndpointExport(postgres, exporter)));
    jobs = new JobStore(postgres, types, 20, () -> {});
    S3Config backend = S3Config.defaults().at(ground.s3(), "test", "test");
    objects = new S3Objects(backend);
    objects.createBucket(bucket);
    oracle = new Oracle(this, objects);
    folder = folder(bucket);
    trap = new Trap(folder.resolve("trap"));
  }

  Cluster cluster() {
    return cluster;
  }

  /** The database of this yard, without faults. */
  DatabaseConfig database() {
    return cluster.database(database, cluster.port());
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

  /** An app with that many endpoints. */
  String app(long endpoints) {
    String id = UUID.randomUUID().toString().replace("-", "");
    rows(
        """
        insert into pinpoint_app (id, account, region, name, tags, created_at)
        values ($1, $2, $3, 'fault', '{}', now())""",
        id,
        ACCOUNT,
        REGION);
    for (long from = 0; from < endpoints; from += LOADED_AT_ONCE) {
      rows(LOAD, id, from, Math.min(from + LOADED_AT_ONCE, endpoints));
    }
    rows("analyze pinpoint_endpoint");
    return id;
  }

  /** An export job of so many pieces, stored as the service stores it. */
  JobId export(String app, int pieces) {
    return export(app, pieces, bucket, "out/");
  }

  JobId export(String app, int pieces, String to, String prefix) {
    return export(ACCOUNT, app, pieces, to, prefix);
  }

  JobId export(String account, String app, int pieces, String to, String prefix) {
    JobId id = JobId.random();
    List<Piece> plan =
        IntStream.range(0, pieces)
            .mapToObj(seq -> piece(role(account), seq, pieces, to, Oracle.partKey(prefix, id, seq)))
            .toList();
    JsonObject definition =
        new JsonObject()
            .put("RoleArn", role(account))
            .put("S3UrlPrefix", "s3://" + to + "/" + prefix);
    JsonObject spec =
        new JsonObject().put("Definition", definition).put("Bucket", to).put("Prefix", prefix);
    NewJob job =
        new NewJob(id, account, REGION, "pinpoint.export", app, Optional.empty(), spec, plan);
    await(postgres.transact(tx -> jobs.create(tx, job)));
    return id;
  }

  List<JobId> exports(int count, String app, int pieces) {
    return IntStream.range(0, count).mapToObj(nth -> export(app, pieces)).toList();
  }

  private static String role(String account) {
    return "arn:aws:iam::" + account + ":role/export";
  }

  private static Piece piece(String role, int seq, int pieces, String to, String key) {
    JsonArray buckets = new JsonArray();
    for (int nth = seq * Bucket.COUNT / pieces; nth < (seq + 1) * Bucket.COUNT / pieces; nth++) {
      buckets.add(nth);
    }
    Destination there = new Destination(role, to, key, "application/gzip");
    return new Piece(new JsonObject().put("Buckets", buckets), Optional.of(there));
  }

  List<Row> rows(String sql, Object... values) {
    return await(
        postgres
            .requests()
            .preparedQuery(sql)
            .execute(Tuple.from(values))
            .map(found -> found.stream().toList()));
  }

  long count(String sql, Object... values) {
    return rows(sql, values).get(0).getLong(0);
  }

  long unfinished() {
    return count("select count(*) from job where finished_at is null");
  }

  /** Looks again and again until it is so. */
  void until(String what, Duration bound, BooleanSupplier so) {
    long end = System.nanoTime() + bound.toNanos();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("Not within " + bound + ": " + what + "\n" + tasks());
      }
      await(vertx.timer(50).mapEmpty());
    }
  }

  void untilFinished(Duration bound) {
    until("all jobs end", bound, () -> unfinished() == 0);
  }

  private String tasks() {
    return rows(
            """
            select j.id || ' ' || j.phase || ' ' || t.kind || ' ' || t.state || ' ' || t.out_state
                   || ' ' || t.attempts || ' ' || coalesce(t.reason, '') as line
              from job j join task t on t.job = j.id
             where j.finished_at is null order by j.id, t.seq limit 30""")
        .stream()
        .map(row -> row.getString("line"))
        .collect(Collectors.joining("\n"));
  }

  /** Of tasks that were tried more than once, why. */
  String reasons() {
    return rows(
            """
            select kind || ' ' || attempts || ' ' || coalesce(reason, '') || ' ' || count(*) as line
              from task where attempts > 1 group by kind, attempts, reason limit 30""")
        .stream()
        .map(row -> row.getString("line"))
        .collect(Collectors.joining("\n"));
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
    Numbers.table(bucket, Duration.ofNanos(System.nanoTime() - began));
  }
}
