package io.longshore.bench;

import io.longshore.fixture.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * Measures an export from CreateExportJob to COMPLETED, compared with {@code psql | gzip -1 | aws
 * s3 cp} of the same rows from the same PostgreSQL to the same S3, and the server's memory. The
 * server is the built jar with a heap of 256 MiB.
 *
 * <p>{@code mvn -P bench -DskipTests verify}; needs psql, gzip and aws. System properties: {@code
 * bench.rows} (1,000,000), {@code bench.rounds} (5), {@code longshore.jar}.
 */
public final class ExportBench {

  /**
   * The first exports of a server take up to twice as long, because the JIT compiles them. The
   * measured server is warm; its first export is printed as well.
   */
  private static final int WARM_UP = Integer.getInteger("bench.warmUp", 20);

  private ExportBench() {}

  public static void main(String[] args) throws Exception {
    long rows = Long.getLong("bench.rows", 1_000_000);
    int rounds = Integer.getInteger("bench.rounds", 5);
    Path jar = Path.of(System.getProperty("longshore.jar", "target/longshore.jar"));
    Path folder = Files.createTempDirectory("longshore-bench-");
    try (ServerProcess server =
            ServerProcess.start(jar.toAbsolutePath(), folder, "-Xmx256m", "-Xlog:disable");
        ExportBenchRig rig = new ExportBenchRig(server, rows)) {
      print("%,d endpoints loaded; %d exports to warm up, not counted", rows, WARM_UP);
      List<String> base = rig.pipeline("base");
      long began = System.nanoTime();
      List<String> ours = rig.export("ours");
      print("the server's first export: %.2f s", (System.nanoTime() - began) / 1e9);
      for (int i = 1; i < WARM_UP; i++) {
        rig.export("ours-" + i);
      }
      rig.pipeline("base-2");
      run(rig, rounds);
      print("size: %.3f of the pipeline's", (double) rig.bytes(ours) / rig.bytes(base));
      print("same rows: %s, %s", rig.content(ours).equals(rig.content(base)), rig.content(ours));
      print(
          "server's resident memory: at most %s MiB with -Xmx256m; needed: at most 512",
          server.mostResidentMebibytes().map(Object::toString).orElse("?"));
    } finally {
      Folders.delete(folder);
    }
    System.exit(0); // the SDK's threads would keep the JVM running
  }

  private static void run(ExportBenchRig rig, int rounds) throws Exception {
    List<Double> base = new ArrayList<>();
    List<Double> ours = new ArrayList<>();
    List<Double> ratio = new ArrayList<>();
    for (int i = 1; i <= rounds; i++) {
      String name = "round-" + i;
      base.add(seconds(() -> rig.pipeline(name + "-base")));
      ours.add(seconds(() -> rig.export(name + "-ours")));
      ratio.add(base.get(i - 1) / ours.get(i - 1));
      print(
          "round %d: pipeline %.2f s, export %.2f s, ratio %.2f",
          i, base.get(i - 1), ours.get(i - 1), ratio.get(i - 1));
    }
    print("pipeline %s s, export %s s", RunStatistics.of(base), RunStatistics.of(ours));
    print(
        "ratio of medians %.2f; of rounds %s; needed: at least 1.5",
        RunStatistics.of(base).median() / RunStatistics.of(ours).median(), RunStatistics.of(ratio));
  }

  private static double seconds(Callable<?> work) throws Exception {
    long began = System.nanoTime();
    work.call();
    return (System.nanoTime() - began) / 1e9;
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
