package io.longshore.bench;

import io.longshore.config.DatabaseConfig;
import io.longshore.embedded.postgres.TestCluster;
import io.longshore.engine.transition.ClaimCost;
import io.longshore.fixture.Folders;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Compares the rate of jobs that do nothing, on one replica and one durable PostgreSQL, with
 * graphile-worker and pg-boss on the same PostgreSQL, in alternating rounds. Also measures the cost
 * of a claim and the statements of an idle replica.
 *
 * <p>{@code mvn -P bench -DskipTests verify -Dbench.main=io.longshore.bench.EngineBench}; needs
 * node and npm. System properties: {@code bench.jobs} (5,000), {@code bench.rounds} (5), {@code
 * bench.idle} (seconds, 60), {@code bench.snapshot} (600,000: the tasks that run beside an old
 * snapshot).
 */
public final class EngineBench {

  private static final String GRAPHILE = "graphile-worker@0.16.6";
  private static final String BOSS = "pg-boss@10.3.2"; // the latest versions for Node 20
  private static final int AT_ONCE = 24;
  private static final int CONNECTIONS = 10;

  private static final int RUN_MEANWHILE = Integer.getInteger("bench.snapshot", 600_000);

  /** Their leases would have expired 30 s after their start, in the course of ten minutes. */
  private static final String RUN_TO_THE_END =
      """
      UPDATE task t
         SET state = 'RUNNING', epoch = 1, attempts = 1, lease_id = gen_random_uuid(),
             lease_owner = 'bench', claimed_at = clock_timestamp(),
             lease_until = clock_timestamp() + interval '30 seconds'
                           - random() * interval '600 seconds'
       WHERE (t.job, t.seq) IN (SELECT d.job, d.seq FROM task d WHERE d.state = 'QUEUED'
                                 ORDER BY d.run_at LIMIT %d)""";

  private static final String END =
      """
      UPDATE task SET state = 'DONE', lease_id = NULL, lease_owner = NULL, lease_until = NULL
       WHERE state = 'RUNNING'""";

  private final Path folder;
  private final Path peers;
  private final TestCluster cluster;
  private final int jobs = Integer.getInteger("bench.jobs", 5_000);
  private final int rounds = Integer.getInteger("bench.rounds", 5);

  private EngineBench(Path folder) throws Exception {
    this.folder = folder;
    this.peers = install();
    this.cluster = TestCluster.start(Files.createDirectory(folder.resolve("cluster")));
  }

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("longshore-bench-");
    try {
      EngineBench bench = new EngineBench(folder);
      try {
        bench.compare();
        bench.claims();
        bench.claimsBesideSnapshot();
      } finally {
        bench.cluster.close();
      }
      bench.idle();
    } finally {
      Folders.delete(folder);
    }
    System.exit(0);
  }

  /** Installs the packages in these versions into a folder of target/. */
  private static Path install() throws Exception {
    Path folder = Files.createDirectories(Path.of("target", "bench-peers")).toAbsolutePath();
    Files.writeString(folder.resolve("package.json"), "{\"private\": true}\n");
    Commands.pipeline(
        "cd '%s' && npm install --no-audit --no-fund %s %s pg@8.16.3 2>&1"
            .formatted(folder, GRAPHILE, BOSS),
        Map.of());
    try (InputStream script = EngineBench.class.getResourceAsStream("/bench/peers.mjs")) {
      Files.write(folder.resolve("peers.mjs"), script.readAllBytes());
    }
    return folder;
  }

  private void compare() throws Exception {
    Map<String, List<Double>> seconds = new LinkedHashMap<>();
    try (EngineBenchRig rig = new EngineBenchRig(database("longshore"), AT_ONCE);
        EngineBenchRig few = new EngineBenchRig(database("longshore_few"), 4)) {
      for (int round = 0; round <= rounds; round++) { // the first round is warm-up
        Map<String, Double> took = new LinkedHashMap<>();
        took.put("longshore", ours(rig));
        took.put("graphile", peer("graphile"));
        took.put("pg-boss", peer("boss"));
        took.put("longshore, 4 slots", ours(few));
        if (round > 0) {
          took.forEach(
              (name, time) -> seconds.computeIfAbsent(name, n -> new ArrayList<>()).add(time));
          print("round %d: %s", round, rates(took));
        }
      }
    }
    seconds.forEach(
        (name, all) ->
            print(
                "%s: %s jobs/s", name, RunStatistics.of(all.stream().map(s -> jobs / s).toList())));
    ratio(seconds, "graphile", GRAPHILE);
    ratio(seconds, "pg-boss", BOSS);
    print(
        "%d jobs, %d at once, %d connections each, PostgreSQL with fsync. A job of ours is two tasks"
            + " (piece and commit) with a history, moved by three fenced transitions, each durable;"
            + " a job of theirs is claimed and deleted or marked.",
        jobs, AT_ONCE, CONNECTIONS);
  }

  private void ratio(Map<String, List<Double>> seconds, String peer, String version) {
    List<Double> all =
        IntStream.range(0, rounds)
            .mapToObj(nth -> seconds.get(peer).get(nth) / seconds.get("longshore").get(nth))
            .toList();
    print("longshore to %s: %s times as many jobs a second", version, RunStatistics.of(all));
  }

  private String rates(Map<String, Double> took) {
    List<String> all = new ArrayList<>();
    took.forEach((name, time) -> all.add("%s %.0f/s".formatted(name, jobs / time)));
    return String.join(", ", all);
  }

  private double ours(EngineBenchRig rig) throws InterruptedException {
    rig.queue(jobs, 1);
    return rig.seconds(jobs);
  }

  private double peer(String name) throws Exception {
    URI at = URI.create(database(name + System.nanoTime()).url());
    String url =
        "postgres://longshore:longshore@%s:%d%s"
            .formatted(at.getHost(), at.getPort(), at.getPath());
    Process process =
        new ProcessBuilder(
                "node",
                "peers.mjs",
                name,
                url,
                Integer.toString(jobs),
                Integer.toString(AT_ONCE),
                Integer.toString(CONNECTIONS))
            .directory(peers.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes()).strip();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(name + ":\n" + said);
    }
    return Double.parseDouble(said.lines().reduce((one, last) -> last).orElseThrow());
  }

  /** The cost of a claim with a long queue and as many dead rows as live ones. */
  private void claims() {
    try (EngineBenchRig rig = new EngineBenchRig(database("claims"), 4)) {
      for (int[] queue : new int[][] {{1_000, 1}, {100_000, 1}, {100_000, 1_000}}) {
        rig.queue(queue[0], queue[1]);
        rig.prepare("UPDATE task SET rows = 1 WHERE state = 'QUEUED'");
        List<Double> millis = ClaimCost.millis(rig.vertx(), rig.dependencies(), 200);
        print(
            "a claim of 4 tasks, %,d queued of %,d accounts: %s ms",
            queue[0], queue[1], RunStatistics.of(millis));
      }
    }
  }

  /**
   * The cost of a claim while an export keeps a snapshot for ten minutes in which tasks run to
   * their end: of the claims that find tasks behind those, and of those that search all queues.
   */
  private void claimsBesideSnapshot() throws Exception {
    DatabaseConfig database = database("snapshot");
    try (EngineBenchRig rig = new EngineBenchRig(database, 4)) {
      rig.queue(RUN_MEANWHILE + 2_000, 1);
      try (Connection export = connect(database);
          Statement statement = export.createStatement()) {
        export.setAutoCommit(false);
        export.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        statement.execute("select count(*) from job");
        claimsBeside(rig, "no task that has run since");
        rig.prepare(RUN_TO_THE_END.formatted(RUN_MEANWHILE), END);
        claimsBeside(rig, "%,d tasks that have run since".formatted(RUN_MEANWHILE));
      }
    }
  }

  private static void claimsBeside(EngineBenchRig rig, String tasks) {
    ClaimCost.Millis millis = ClaimCost.ofBoth(rig.vertx(), rig.dependencies(), 50);
    print(
        "a claim of 4 tasks beside an old snapshot and %s: %s ms",
        tasks, RunStatistics.of(millis.known()));
    print(
        "a claim of 4 tasks beside an old snapshot and %s, searching all queues: %s ms",
        tasks, RunStatistics.of(millis.everywhere()));
  }

  /** Starts the shipped jar without jobs. */
  private void idle() throws Exception {
    Path jar = Path.of(System.getProperty("longshore.jar", "target/longshore.jar"));
    int seconds = Integer.getInteger("bench.idle", 60);
    Path own = Files.createDirectory(folder.resolve("idle"));
    try (ServerProcess server = ServerProcess.start(jar.toAbsolutePath(), own, "-Xmx256m");
        Connection connection = connect(server.database());
        Statement ask = connection.createStatement()) {
      pause(Duration.ofSeconds(10));
      long before = transactions(ask);
      pause(Duration.ofSeconds(seconds));
      long all = transactions(ask) - before - 1; // except this query
      print("an idle replica: %.2f queries a second over %d s", (double) all / seconds, seconds);
    }
  }

  private static long transactions(Statement ask) throws Exception {
    ask.execute("select pg_stat_clear_snapshot()");
    pause(Duration.ofSeconds(2)); // sessions report statistics once a second
    try (ResultSet found =
        ask.executeQuery(
            "select xact_commit + xact_rollback from pg_stat_database"
                + " where datname = current_database()")) {
      found.next();
      return found.getLong(1);
    }
  }

  private static void pause(Duration time) {
    new CompletableFuture<Void>()
        .completeOnTimeout(null, time.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private static Connection connect(DatabaseConfig database) throws Exception {
    return DriverManager.getConnection(
        "jdbc:" + database.url(), database.user(), database.password());
  }

  private DatabaseConfig database(String name) {
    DatabaseConfig fresh = cluster.database(cluster.freshDatabase(), cluster.port());
    return new DatabaseConfig(
        fresh.url(), fresh.user(), fresh.password(), CONNECTIONS, CONNECTIONS, false);
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
