package io.longshore.bench;

import io.longshore.fixture.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.pinpoint.model.AttributeDimension;

/**
 * Compares the duration of an export of a segment with 10 percent of an app's endpoints and of an
 * export of all endpoints, each from CreateExportJob to COMPLETED. The endpoints are imported.
 *
 * <p>{@code mvn -P bench -DskipTests verify -Dbench.main=io.longshore.bench.SegmentBench
 * -Dbench.rows=5000000}. System properties: {@code bench.rows} (1,000,000), {@code bench.rounds}
 * (5), {@code longshore.jar}.
 */
public final class SegmentBench {

  private static final int FILES = 5;

  private SegmentBench() {}

  public static void main(String[] args) throws Exception {
    long rows = Long.getLong("bench.rows", 1_000_000);
    int rounds = Integer.getInteger("bench.rounds", 5);
    Path jar = Path.of(System.getProperty("longshore.jar", "target/longshore.jar"));
    Path folder = Files.createTempDirectory("longshore-bench-");
    try (ServerProcess server =
            ServerProcess.start(jar.toAbsolutePath(), folder, "-Xmx256m", "-Xlog:disable");
        PinpointBenchRig rig = new PinpointBenchRig(server)) {
      String app = rig.app();
      for (int i = 0; i < FILES; i++) {
        rig.csv("in/" + i + ".csv", i * rows / FILES, rows / FILES);
      }
      print("import of %,d endpoints: %s", rows, rig.imported(app, "in/", "CSV"));
      rig.sql("vacuum analyze pinpoint_endpoint", "checkpoint");
      run(rig, app, segment(rig, app), rounds);
      print(
          "server's resident memory: at most %s MiB with -Xmx256m",
          server.mostResidentMebibytes().map(Object::toString).orElse("?"));
    } finally {
      Folders.delete(folder);
    }
    System.exit(0); // the SDK's threads would keep the JVM running
  }

  private static String segment(PinpointBenchRig rig, String app) {
    AttributeDimension gold =
        AttributeDimension.builder().attributeType("INCLUSIVE").values("gold").build();
    return rig.pinpoint
        .createSegment(
            request ->
                request
                    .applicationId(app)
                    .writeSegmentRequest(
                        segment ->
                            segment.dimensions(asked -> asked.attributes(Map.of("Plan", gold)))))
        .join()
        .segmentResponse()
        .id();
  }

  private static void run(PinpointBenchRig rig, String app, String segment, int rounds) {
    List<Double> all = new ArrayList<>();
    List<Double> some = new ArrayList<>();
    List<Double> ratio = new ArrayList<>();
    for (int i = 0; i <= rounds; i++) {
      long began = System.nanoTime();
      String whole = rig.exported(app, null, "all-" + i + "/");
      double wholeTook = (System.nanoTime() - began) / 1e9;
      began = System.nanoTime();
      String part = rig.exported(app, segment, "some-" + i + "/");
      double partTook = (System.nanoTime() - began) / 1e9;
      print("round %d: all %.2f s (%s), segment %.2f s (%s)", i, wholeTook, whole, partTook, part);
      rig.objects.empty(PinpointBenchRig.BUCKET);
      if (i > 0) { // the first round is warm-up
        all.add(wholeTook);
        some.add(partTook);
        ratio.add(partTook / wholeTook);
      }
    }
    print("all %s s, segment %s s", RunStatistics.of(all), RunStatistics.of(some));
    print(
        "ratio of medians %.2f; of rounds %s; needed: at most 0.4",
        RunStatistics.of(some).median() / RunStatistics.of(all).median(), RunStatistics.of(ratio));
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
