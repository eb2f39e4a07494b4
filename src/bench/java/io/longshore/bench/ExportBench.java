package io.longshore.bench;

import io.longshore.fixture.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Measures exports from CreateExportJob to COMPLETED, compared with {@code psql | gzip -1 | aws s3
 * cp} of the same rows from the same PostgreSQL to the same S3, in alternating rounds, and the
 * server's memory. The server is the built jar with a heap of 256 MiB, new for each app; its first
 * export is the first after the data arrived.
 *
 * <p>{@code mvn -P bench -DskipTests verify}; needs psql, gzip and aws. System properties: {@code
 * bench.mode} (one of {@link App}, default all of them), {@code bench.rows} (1,000,000), {@code
 * bench.rounds} (10), {@code longshore.jar}.
 */
public final class ExportBench {

  /** How the endpoints came to the app. */
  private enum App {
    /** By an import job from a gzipped file of JSON lines in random order. */
    IMPORTED,
    /** The same; afterwards one percent was changed by calls, and the server restarted. */
    CHANGED,
    /** Imported, and exported until all lines are kept; afterwards one percent was changed. */
    CHANGED_SINCE,
    /** By UpdateEndpointsBatch in random order. */
    CALLED,
    /** By the same calls to four apps in turns; one of them is exported. */
    SEVERAL,
    /** By SQL in the order of the primary key, then vacuumed: an order that no user's data has. */
    ORDERED
  }

  private static final long ROWS = Long.getLong("bench.rows", 1_000_000);
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 10);
  private static final String FILE = "endpoints.json.gz";

  private final Path jar =
      Path.of(System.getProperty("longshore.jar", "target/longshore.jar")).toAbsolutePath();
  private final Path folder;
  private final App kind;

  private ExportBench(Path folder, App kind) {
    this.folder = folder;
    this.kind = kind;
  }

  public static void main(String[] args) throws Exception {
    String mode = System.getProperty("bench.mode", "all").toUpperCase(Locale.ROOT);
    for (App kind : mode.equals("ALL") ? List.of(App.values()) : List.of(App.valueOf(mode))) {
      Path folder = Files.createTempDirectory("longshore-bench-");
      try {
        new ExportBench(folder, kind).run();
      } finally {
        Folders.delete(folder);
      }
    }
    System.exit(0); // the SDK's threads would keep the JVM running
  }

  private void run() throws Exception {
    String app;
    try (ServerProcess server = server();
        ExportBenchRig rig = new ExportBenchRig(server)) {
      rig.createBucket();
      long began = System.nanoTime();
      app = load(rig);
      print("%s: %,d endpoints loaded in %.1f s", kind, ROWS, (System.nanoTime() - began) / 1e9);
      if (kind != App.CHANGED) {
        measure(server, rig, app);
      }
    }
    if (kind == App.CHANGED) {
      try (ServerProcess server = server();
          ExportBenchRig rig = new ExportBenchRig(server)) {
        measure(server, rig, app);
      }
    }
  }

  private ServerProcess server() throws Exception {
    return ServerProcess.start(jar, folder, "-Xmx256m", "-Xlog:disable");
  }

  private String load(ExportBenchRig rig) throws Exception {
    EndpointSamples samples = rig.samples();
    List<Integer> numbers = EndpointSamples.shuffled(ROWS);
    switch (kind) {
      case IMPORTED, CHANGED, CHANGED_SINCE -> {
        String app = samples.app();
        samples.jsonLines(ExportBenchRig.BUCKET, FILE, numbers);
        long began = System.nanoTime();
        samples.imported(app, ExportBenchRig.BUCKET, FILE);
        print("%s: the import took %.1f s", kind, (System.nanoTime() - began) / 1e9);
        if (kind == App.CHANGED_SINCE) {
          rig.export(app, "before");
          rig.awaitBlocks();
        }
        if (kind != App.IMPORTED) {
          samples.called(List.of(app), numbers.subList(0, (int) (ROWS / 100)));
        }
        return app;
      }
      case CALLED, SEVERAL -> {
        List<String> apps =
            Stream.generate(samples::app).limit(kind == App.CALLED ? 1 : 4).toList();
        samples.called(apps, numbers);
        return apps.get(0);
      }
      default -> {
        return rig.ordered(ROWS);
      }
    }
  }

  private void measure(ServerProcess server, ExportBenchRig rig, String app) throws Exception {
    List<Double> base = new ArrayList<>();
    List<Double> ours = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    List<String> exported = List.of();
    List<String> piped = List.of();
    for (int i = 0; i < ROUNDS; i++) {
      long began = System.nanoTime();
      exported = rig.export(app, "ours-" + i);
      long between = System.nanoTime();
      piped = rig.pipeline(app, "base-" + i);
      ours.add((between - began) / 1e9);
      base.add((System.nanoTime() - between) / 1e9);
      ratios.add(base.get(i) / ours.get(i));
      print(
          "%s: export %d in %.2f s, pipeline %.2f s, ratio %.2f",
          kind, i + 1, ours.get(i), base.get(i), ratios.get(i));
    }
    int half = ROUNDS / 2;
    print(
        "%s: the last %d: pipeline %s s, export %s s, ratio of rounds %s",
        kind,
        ROUNDS - half,
        RunStatistics.of(base.subList(half, ROUNDS)),
        RunStatistics.of(ours.subList(half, ROUNDS)),
        RunStatistics.of(ratios.subList(half, ROUNDS)));
    print(
        "%s: size %.3f of the pipeline's; same rows: %s; resident memory at most %s MiB",
        kind,
        (double) rig.bytes(exported) / rig.bytes(piped),
        rig.content(exported).equals(rig.content(piped)),
        server.mostResidentMebibytes().map(Object::toString).orElse("?"));
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
