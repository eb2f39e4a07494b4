package io.longshore.bench;

import io.longshore.fixture.Folders;
import io.longshore.fixture.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Measures the first three exports of an imported app, from CreateExportJob to COMPLETED, with the
 * CPU time of the server's JVM: by the server that has imported, at once and when autovacuum has
 * made the pages all-visible; then by new servers on the same data, on each {@link JvmVariant}. The
 * heap has 256 MiB.
 *
 * <p>{@code mvn -P archive,bench -DskipTests verify -Dbench.rows=400000
 * -Dbench.main=io.longshore.bench.FirstExportBench}. System properties: {@code bench.rows}
 * (400,000), {@code bench.rounds} (5), {@code bench.java25} (the home of a JDK 25), {@code
 * longshore.jar}.
 */
public final class FirstExportBench {

  private static final int ROWS = Integer.getInteger("bench.rows", 400_000);
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
  private static final int EXPORTS = 3;
  private static final int VACUUM_SECONDS = 180; // the default autovacuum_naptime is a minute
  private static final long POLL_MILLIS = 100;
  private static final String HEAP = "-Xmx256m";
  private static final String FILE = "endpoints.json.gz";

  private static final String ALL_VISIBLE =
      """
      select relpages > 0 and relallvisible >= 0.98 * relpages
        from pg_class where relname = 'pinpoint_endpoint'""";

  private final Path jar =
      Path.of(System.getProperty("longshore.jar", "target/longshore.jar")).toAbsolutePath();
  private final Map<String, List<Double>> seconds = new LinkedHashMap<>();
  private final Map<String, List<Double>> cpu = new LinkedHashMap<>();
  private int exported;

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("longshore-bench-");
    try {
      new FirstExportBench().run(folder);
    } finally {
      Folders.delete(folder);
    }
    System.exit(0); // the SDK's threads would keep the JVM running
  }

  private void run(Path folder) throws Exception {
    List<JvmVariant> jvms = JvmVariant.all(jar, HEAP, folder);
    for (int i = 0; i < ROUNDS; i++) {
      Path round = Files.createDirectory(folder.resolve("round-" + i));
      String app = imported(jvms.get(0), round);
      for (JvmVariant jvm : jvms) {
        try (ServerProcess server = ServerProcess.start(jvm, jar, round);
            ExportBenchRig rig = new ExportBenchRig(server)) {
          exports(server, rig, app, "new server" + jvm.name());
        }
      }
      Folders.delete(round);
      print("Round %d of %d", i + 1, ROUNDS);
    }
    seconds.forEach(
        (what, each) ->
            print(
                "%-44s %s s, CPU of the JVM %s s",
                what, RunStatistics.of(each), RunStatistics.of(cpu.get(what))));
  }

  /** Imports into a new app and exports it; returns the app. */
  private String imported(JvmVariant jvm, Path round) throws Exception {
    try (ServerProcess server = ServerProcess.start(jvm, jar, round);
        ExportBenchRig rig = new ExportBenchRig(server)) {
      rig.createBucket();
      EndpointSamples samples = rig.samples();
      String app = samples.app();
      samples.jsonLines(ExportBenchRig.BUCKET, FILE, EndpointSamples.shuffled(ROWS));
      measured(server, "import", () -> samples.imported(app, ExportBenchRig.BUCKET, FILE));
      exports(server, rig, app, "after the import");
      measured(server, "until all-visible", () -> awaitVacuum(server));
      exports(server, rig, app, "all-visible");
      return app;
    }
  }

  private void exports(ServerProcess server, ExportBenchRig rig, String app, String when)
      throws Exception {
    for (int i = 1; i <= EXPORTS; i++) {
      String prefix = "out-" + exported++;
      measured(server, when + ", export " + i, () -> rig.export(app, prefix));
    }
  }

  private static void awaitVacuum(ServerProcess server) throws Exception {
    for (int waited = 0; waited < VACUUM_SECONDS * 1000; waited += POLL_MILLIS) {
      if (Sql.run(server.database(), ALL_VISIBLE).equals(List.of("t"))) {
        return;
      }
      new CompletableFuture<Void>()
          .completeOnTimeout(null, POLL_MILLIS, TimeUnit.MILLISECONDS)
          .join();
    }
    throw new IllegalStateException("Autovacuum has not vacuumed pinpoint_endpoint");
  }

  /** What is measured. */
  private interface Action {
    void run() throws Exception;
  }

  private void measured(ServerProcess server, String what, Action action) throws Exception {
    long used = server.cpuNanos()[0];
    long began = System.nanoTime();
    action.run();
    double took = (System.nanoTime() - began) / 1e9;
    seconds.computeIfAbsent(what, name -> new ArrayList<>()).add(took);
    cpu.computeIfAbsent(what, name -> new ArrayList<>()).add((server.cpuNanos()[0] - used) / 1e9);
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
