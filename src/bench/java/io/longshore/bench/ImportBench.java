package io.longshore.bench;

import io.longshore.fixture.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures an import of a file in random order from CreateImportJob to COMPLETED, compared with
 * {@code psql \copy} of the resulting rows, in the file's order, into a table with the same columns
 * and indexes in the same PostgreSQL, and the server's memory. The server is the built jar with a
 * heap of 256 MiB.
 *
 * <p>{@code mvn -P bench -DskipTests verify -Dbench.main=io.longshore.bench.ImportBench}; needs
 * psql. System properties: {@code bench.mode} (JSON, which is gzipped, or CSV), {@code bench.rows}
 * (1,000,000), {@code bench.rounds} (5), {@code longshore.jar}.
 */
public final class ImportBench {

  private static final String FORMAT =
      System.getProperty("bench.mode", "JSON").toUpperCase(Locale.ROOT);

  private ImportBench() {}

  public static void main(String[] args) throws Exception {
    long rows = Long.getLong("bench.rows", 1_000_000);
    int rounds = Integer.getInteger("bench.rounds", 5);
    Path jar = Path.of(System.getProperty("longshore.jar", "target/longshore.jar"));
    Path folder = Files.createTempDirectory("longshore-bench-");
    try (ServerProcess server =
            ServerProcess.start(jar.toAbsolutePath(), folder, "-Xmx256m", "-Xlog:disable");
        PinpointBenchRig rig = new PinpointBenchRig(server)) {
      upload(rig, "all", rows);
      upload(rig, "warm", Math.max(1000, rows / 10));
      for (int i = 0; i < 3; i++) {
        completed(rig.imported(rig.app(), "warm", FORMAT));
      }
      rig.sql(
          "truncate pinpoint_endpoint",
          "create table copied (like pinpoint_endpoint including all)");
      Path file = folder.resolve("rows.txt");
      completed(rig.imported(rig.app(), "all", FORMAT));
      // The revision begins with the row's line in the file.
      rig.psql("\\copy (select * from pinpoint_endpoint order by revision) to '" + file + "'");
      run(rig, rounds, file);
      print(
          "server's resident memory: at most %s MiB with -Xmx256m; needed: at most 512",
          server.mostResidentMebibytes().map(Object::toString).orElse("?"));
    } finally {
      Folders.delete(folder);
    }
    System.exit(0); // the SDK's threads would keep the JVM running
  }

  private static void upload(PinpointBenchRig rig, String key, long rows) throws Exception {
    if (FORMAT.equals("CSV")) {
      rig.csv(key, 0, rows);
    } else {
      new EndpointSamples(rig.pinpoint, rig.objects)
          .jsonLines(PinpointBenchRig.BUCKET, key, EndpointSamples.shuffled(rows));
    }
  }

  private static void run(PinpointBenchRig rig, int rounds, Path file) throws Exception {
    List<Double> base = new ArrayList<>();
    List<Double> ours = new ArrayList<>();
    List<Double> ratio = new ArrayList<>();
    for (int i = 1; i <= rounds; i++) {
      rig.sql("truncate copied", "checkpoint");
      long began = System.nanoTime();
      rig.psql("\\copy copied from '" + file + "'");
      base.add((System.nanoTime() - began) / 1e9);
      String app = rig.app();
      rig.sql("truncate pinpoint_endpoint", "truncate pinpoint_import_row", "checkpoint");
      began = System.nanoTime();
      completed(rig.imported(app, "all", FORMAT));
      ours.add((System.nanoTime() - began) / 1e9);
      ratio.add(base.get(i - 1) / ours.get(i - 1));
      print(
          "round %d: copy %.2f s, import %.2f s (%s), ratio %.2f",
          i, base.get(i - 1), ours.get(i - 1), rig.phases(), ratio.get(i - 1));
    }
    print("copy %s s, import %s s", RunStatistics.of(base), RunStatistics.of(ours));
    print(
        "ratio of medians %.2f; of rounds %s; needed: at least 1.1",
        RunStatistics.of(base).median() / RunStatistics.of(ours).median(), RunStatistics.of(ratio));
  }

  private static void completed(String word) {
    if (!word.equals("COMPLETED")) {
      throw new IllegalStateException("The import ended " + word);
    }
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
