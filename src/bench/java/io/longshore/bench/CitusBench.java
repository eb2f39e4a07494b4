package io.longshore.bench;

import io.longshore.bench.CitusBenchRig.Cost;
import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Backends;
import io.longshore.fixture.CitusCluster;
import io.longshore.fixture.Folders;
import io.longshore.fixture.SampleInteractions;
import io.longshore.fixture.Sql;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Compares jobs and calls of a server on Citus with those of a server on one PostgreSQL: the
 * seconds, and where all nodes are local the CPU seconds of all PostgreSQL processes. The rounds
 * alternate, and the first is warm-up. All rows are loaded by jobs and calls.
 *
 * <p>{@code mvn -P bench -DskipTests verify -Dbench.main=io.longshore.bench.CitusBench
 * -Dbench.rows=200000 -Dcitus.url=... -Dplain.url=...}; the addresses are those of a coordinator as
 * for {@link CitusCluster}, and of a PostgreSQL in the same form, with superusers. System
 * properties: {@code bench.rows} (200,000), {@code bench.rounds} (5), {@code bench.calls} (2,000),
 * {@code bench.parts} (import,export,update,get,personalize,mixed), {@code bench.reads} (false;
 * whether exports read from the worker nodes), {@code longshore.jar}.
 */
public final class CitusBench {

  private static final int ROWS = Integer.getInteger("bench.rows", 200_000);
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
  private static final int CALLS = Integer.getInteger("bench.calls", 2000);
  private static final int PUTS = 200;
  private static final int DELETED = 500;
  private static final boolean READS = Boolean.getBoolean("bench.reads");
  private static final List<String> PARTS =
      List.of(
          System.getProperty("bench.parts", "import,export,update,get,personalize,mixed")
              .split(","));

  private final CitusBenchRig citus;
  private final CitusBenchRig plain;

  private CitusBench(CitusBenchRig citus, CitusBenchRig plain) {
    this.citus = citus;
    this.plain = plain;
  }

  public static void main(String[] args) throws Exception {
    Path jar = Path.of(System.getProperty("longshore.jar", "target/longshore.jar"));
    Path folder = Files.createTempDirectory("longshore-bench-");
    DatabaseConfig distributed = Backends.freshDatabase();
    String name = distributed.url().substring(distributed.url().lastIndexOf('/') + 1);
    List<DatabaseConfig> nodes = new ArrayList<>(List.of(distributed));
    CitusCluster.workers().forEach(node -> nodes.add(CitusCluster.config(node, name)));
    DatabaseConfig given = database(System.getProperty("plain.url"), Optional.empty());
    Sql.run(given, "create database " + name);
    DatabaseConfig single = database(System.getProperty("plain.url"), Optional.of(name));
    try (CitusBenchRig plain =
            new CitusBenchRig("plain", List.of(single), jar.toAbsolutePath(), folder, Map.of());
        CitusBenchRig citus =
            new CitusBenchRig("citus", nodes, jar.toAbsolutePath(), folder, reads(nodes))) {
      new CitusBench(citus, plain).run();
    } finally {
      Sql.run(given, "drop database " + name + " with (force)");
      Folders.delete(folder);
    }
    System.exit(0); // the SDK's threads would keep the JVM running
  }

  private static DatabaseConfig database(String url, Optional<String> other) {
    URI uri = URI.create(url);
    String[] user = uri.getUserInfo().split(":", 2);
    String name = other.orElse(uri.getPath().substring(1));
    String address = "postgresql://" + uri.getHost() + ":" + uri.getPort() + "/" + name;
    return DatabaseConfig.defaults().at(address, user[0], user.length > 1 ? user[1] : "none");
  }

  private static Map<String, String> reads(List<DatabaseConfig> nodes) {
    String workers =
        nodes.stream().skip(1).map(DatabaseConfig::url).collect(Collectors.joining(","));
    return READS ? Map.of("database.readUrls", workers) : Map.of();
  }

  private List<CitusBenchRig> both(int round) {
    return round % 2 == 0 ? List.of(citus, plain) : List.of(plain, citus);
  }

  private void run() throws Exception {
    print("%s; %s", citus, plain);
    citus.samples.jsonLines(
        PinpointBenchRig.BUCKET, "in/all.json.gz", EndpointSamples.shuffled(ROWS));
    endpoints();
    put("in.csv", interactions(ROWS));
    put("more.csv", interactions(ROWS + 7)); // which gives other users other items
    put(
        "users.csv",
        IntStream.range(0, DELETED)
            .mapToObj("user-%06d%n"::formatted)
            .collect(Collectors.joining("", "USER_ID\n", "")));
    interactions();
  }

  private void put(String key, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    citus.personalize.objects.put(PersonalizeBenchRig.BUCKET, key, bytes);
  }

  private static String interactions(int rows) throws Exception {
    StringWriter csv = new StringWriter();
    SampleInteractions.plain(csv, rows);
    return csv.toString();
  }

  private void endpoints() throws Exception {
    Map<CitusBenchRig, String> apps = new HashMap<>();
    measured(
        "import of %,d endpoints".formatted(ROWS),
        PARTS.contains("import") ? ROUNDS : 0,
        (rig, round) -> {
          String app = rig.samples.app();
          rig.samples.imported(app, PinpointBenchRig.BUCKET, "in/all.json.gz");
          apps.put(rig, app);
        });
    if (PARTS.contains("export")) {
      measured("their export", ROUNDS, (rig, round) -> rig.exported(apps.get(rig), ROWS));
    }
    if (PARTS.contains("update")) {
      measured(
          "UpdateEndpoint, %,d calls".formatted(CALLS),
          ROUNDS,
          (rig, round) -> rig.updated(apps.get(rig), ROWS, CALLS, round));
    }
    if (PARTS.contains("get")) {
      measured(
          "GetEndpoint, %,d calls".formatted(CALLS),
          ROUNDS,
          (rig, round) -> rig.read(apps.get(rig), ROWS, CALLS));
    }
  }

  private void interactions() throws Exception {
    if (PARTS.contains("personalize")) {
      measured(
          "import of %,d interactions".formatted(ROWS),
          ROUNDS,
          (rig, round) -> {
            try (PersonalizeBenchRig.Account account = rig.account()) {
              account.imported("bench", "in.csv");
            }
          });
    }
    if (PARTS.contains("mixed")) {
      try (PersonalizeBenchRig.Account distributed = citus.mixedRecords(PUTS);
          PersonalizeBenchRig.Account single = plain.mixedRecords(PUTS)) {
        Map<CitusBenchRig, PersonalizeBenchRig.Account> accounts =
            Map.of(citus, distributed, plain, single);
        Map<CitusBenchRig, List<String>> files = new HashMap<>();
        measured(
            "export of interactions of two imports and of calls, less deleted users",
            ROUNDS,
            (rig, round) ->
                files.put(rig, accounts.get(rig).exportedAll(rig.name + "-" + System.nanoTime())));
        print(
            "rows on Citus %,d, on one PostgreSQL %,d",
            citus.rows(files.get(citus)), plain.rows(files.get(plain)));
      }
    }
  }

  private interface Round {
    void run(CitusBenchRig rig, int round) throws Exception;
  }

  private void measured(String what, int rounds, Round work) throws Exception {
    List<Cost> distributed = new ArrayList<>();
    List<Cost> single = new ArrayList<>();
    for (int i = 0; i <= rounds; i++) {
      int round = i;
      Map<CitusBenchRig, Cost> costs = new HashMap<>();
      for (CitusBenchRig rig : both(round)) {
        costs.put(rig, rig.cost(() -> work.run(rig, round)));
      }
      if (round > 0) {
        distributed.add(costs.get(citus));
        single.add(costs.get(plain));
      }
    }
    if (rounds > 0) {
      print("%s", what);
      printed("seconds", of(distributed, Cost::wall), of(single, Cost::wall));
      if (!distributed.get(0).nodes().isEmpty() && !single.get(0).nodes().isEmpty()) {
        printed("CPU seconds", of(distributed, Cost::cpu), of(single, Cost::cpu));
        print(
            "  CPU seconds of the coordinator: %s",
            RunStatistics.of(of(distributed, cost -> cost.nodes().get(0))));
      }
    }
  }

  private static List<Double> of(List<Cost> costs, Function<Cost, Double> part) {
    return costs.stream().map(part).toList();
  }

  private static void printed(String unit, List<Double> ours, List<Double> base) {
    List<Double> ratios =
        IntStream.range(0, ours.size()).mapToObj(i -> ours.get(i) / base.get(i)).toList();
    print(
        "  %s: Citus %s, one PostgreSQL %s, ratio %s",
        unit, RunStatistics.of(ours), RunStatistics.of(base), RunStatistics.of(ratios));
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
