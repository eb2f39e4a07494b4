package io.longshore.bench;

import io.longshore.bench.SignedCalls.Request;
import io.longshore.config.DatabaseConfig;
import io.longshore.config.S3Config;
import io.longshore.embedded.postgres.ClusterCpu;
import io.longshore.fixture.Backends;
import io.longshore.fixture.Sql;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;

/** An installation of {@link CitusBench}: a server on a database of one or more nodes. */
final class CitusBenchRig implements AutoCloseable {

  private static final int ACCOUNTS = 40;
  private static final int CLIENTS = 8;
  private static final long LONGEST_NANOS = 100_000_000_000L;
  private static final String BUCKET = PersonalizeBenchRig.BUCKET;

  /**
   * What work took: seconds, and CPU seconds of the PostgreSQL processes of each node, the one that
   * the server connects to first; empty if a node is not local.
   */
  record Cost(double wall, List<Double> nodes) {

    double cpu() {
      return nodes.stream().mapToDouble(Double::doubleValue).sum();
    }
  }

  /** Work to measure. */
  interface Work {
    void run() throws Exception;
  }

  final String name;
  final PersonalizeBenchRig personalize;
  final EndpointSamples samples;
  private final PinpointBenchRig pinpoint;
  private final List<DatabaseConfig> nodes;
  private final List<Optional<String>> postmasters;
  private final ServerProcess server;
  private final PinpointAsyncClient client;
  private final SignedCalls calls;
  private int accounts;

  /**
   * Starts a server.
   *
   * @param nodes the database on each of its nodes; the server connects to the first
   * @param settings further settings of the server
   */
  CitusBenchRig(
      String name, List<DatabaseConfig> nodes, Path jar, Path folder, Map<String, String> settings)
      throws Exception {
    this.name = name;
    this.nodes = nodes;
    this.postmasters = nodes.stream().map(CitusBenchRig::postmaster).toList();
    Path own = Files.createDirectory(folder.resolve(name));
    Map<String, String> all = new HashMap<>(flags(nodes.get(0), own));
    all.putAll(settings);
    this.server = ServerProcess.start(jar, own, all, "-Xmx512m", "-Xlog:disable");
    this.personalize = new PersonalizeBenchRig(server, true);
    this.pinpoint = new PinpointBenchRig(server);
    this.client = server.client(PinpointAsyncClient.builder());
    this.samples = new EndpointSamples(client, pinpoint.objects);
    this.calls = new SignedCalls(server.http(), CLIENTS);
  }

  private static Map<String, String> flags(DatabaseConfig database, Path folder)
      throws IOException {
    S3Config s3 = Backends.s3();
    String keys =
        Stream.concat(
                Stream.of("test test 000000000000"),
                IntStream.range(1, ACCOUNTS).mapToObj("%1$012d test %1$012d"::formatted))
            .collect(Collectors.joining("\n"));
    return Map.of(
        "database.url", database.url(),
        "database.user", database.user(),
        "database.password", database.password(),
        "s3.endpoint", s3.endpoint().orElseThrow().toString(),
        "s3.accessKey", s3.accessKey().orElseThrow(),
        "s3.secretKey", s3.secretKey().orElseThrow(),
        "assets.bucket", "longshore-assets",
        "auth.keys_FILE", Files.writeString(folder.resolve("keys"), keys).toString(),
        "roles", "{\"arn:aws:iam::*:role/*\":{\"allowed\":\"s3://*\"}}");
  }

  /** The server process of a node of this machine. */
  private static Optional<String> postmaster(DatabaseConfig node) {
    String pid = "select split_part(pg_read_file('postmaster.pid'), e'\\n', 1)";
    return List.of("127.0.0.1", "localhost").contains(URI.create(node.url()).getHost())
        ? Optional.of(Sql.run(node, pid).get(0).strip())
        : Optional.empty();
  }

  /** Measures work, after a checkpoint of all nodes. */
  Cost cost(Work work) throws Exception {
    nodes.forEach(node -> Sql.run(node, "checkpoint"));
    List<ClusterCpu> before = cpu();
    long began = System.nanoTime();
    work.run();
    double wall = (System.nanoTime() - began) / 1e9;
    List<ClusterCpu> after = cpu();
    return new Cost(
        wall,
        IntStream.range(0, before.size())
            .mapToObj(i -> after.get(i).since(before.get(i)).millis() / 1e3)
            .toList());
  }

  /** Of each node; empty if one is not local. */
  private List<ClusterCpu> cpu() {
    return postmasters.stream().allMatch(Optional::isPresent)
        ? postmasters.stream()
            .map(process -> ClusterCpu.of(process.orElseThrow(), nodes.get(0).user()))
            .toList()
        : List.of();
  }

  /** Exports the app, which must have that many endpoints. */
  void exported(String app, int rows) {
    String ended = pinpoint.exported(app, null, "out/" + name + "/");
    if (!ended.equals("COMPLETED " + rows)) {
      throw new IllegalStateException("The export ended as " + ended);
    }
  }

  /** Changes endpoints by as many calls. */
  void updated(String app, int rows, int most, int round) throws Exception {
    String body =
        "{\"Attributes\":{\"Plan\":[\"gold\"],\"City\":[\"r%d\"]},\"ChannelType\":\"EMAIL\",\"Address\":\"customer%d@example.com\"}";
    all(
        most,
        n -> {
          long id = mixed(n) % rows;
          return endpoint("PUT", app, id, body.formatted(round, id));
        });
  }

  /** Gets endpoints by as many calls. */
  void read(String app, int rows, int most) throws Exception {
    all(most, n -> endpoint("GET", app, mixed(n) % rows, ""));
  }

  private static Request endpoint(String method, String app, long id, String body) {
    String target = "/v1/apps/%s/endpoints/endpoint-%07d".formatted(app, id);
    return new Request(method, target, "mobiletargeting", body);
  }

  private void all(int most, IntFunction<Request> request) throws Exception {
    int answered = calls.rate(request, most, LONGEST_NANOS).answered();
    if (answered < most) {
      throw new IllegalStateException("Only " + answered + " calls were answered in time");
    }
  }

  /** A number in no order. */
  private static long mixed(int n) {
    return (n * 0x9E3779B97F4A7C15L) >>> 33;
  }

  /** A dataset in an account that has none. */
  PersonalizeBenchRig.Account account() {
    return personalize.new Account(++accounts);
  }

  /** A dataset with rows of two imports and of calls, less those of deleted users. */
  PersonalizeBenchRig.Account mixedRecords(int puts) throws Exception {
    PersonalizeBenchRig.Account account = account();
    account.imported("first", "in.csv");
    for (int n = 0; n < puts; n++) {
      put(account, n);
    }
    account.deleted("users", "users.csv");
    account.added("more", "more.csv");
    return account;
  }

  private static void put(PersonalizeBenchRig.Account account, int n) {
    account
        .events
        .putEvents(
            r ->
                r.trackingId(account.trackingId)
                    .userId("user-" + n % 1000)
                    .sessionId("session-" + n)
                    .eventList(
                        e ->
                            e.eventType("click")
                                .itemId("item-" + n % 100)
                                .eventId("e" + n)
                                .sentAt(Instant.ofEpochSecond(1_700_000_000L + n))))
        .join();
  }

  /** The number of rows of exported files, without their headers. */
  long rows(List<String> keys) {
    return keys.stream()
        .mapToLong(
            key -> new String(personalize.objects.bytes(BUCKET, key)).lines().skip(1).count())
        .sum();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s, %d nodes: %s%s",
        name,
        nodes.size(),
        Sql.run(nodes.get(0), "select current_setting('server_version')").get(0),
        Sql.run(
                nodes.get(0),
                "select ', Citus ' || extversion from pg_extension where extname = 'citus'")
            .stream()
            .findFirst()
            .orElse(""));
  }

  @Override
  public void close() throws Exception {
    calls.close();
    client.close();
    pinpoint.close();
    personalize.close();
    server.close();
  }
}
