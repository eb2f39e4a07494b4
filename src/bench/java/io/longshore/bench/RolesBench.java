package io.longshore.bench;

import io.longshore.fixture.Folders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures exports under roles with settings, compared in alternating rounds with one under a role
 * without any, and the memory of the server, which has a heap of 256 MiB.
 *
 * <p>{@code mvn -P bench -DskipTests -Dbench.main=io.longshore.bench.RolesBench verify}. System
 * properties: {@code bench.rows} (200,000), {@code bench.rounds} (8), {@code longshore.jar}.
 */
public final class RolesBench {

  private static final long ROWS = Long.getLong("bench.rows", 200_000);
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 8);
  private static final String ROLE = "arn:aws:iam::000000000000:role/";
  private static final String PLAIN = "plain";
  private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=";

  private RolesBench() {}

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("longshore-bench-");
    Path jar =
        Path.of(System.getProperty("longshore.jar", "target/longshore.jar")).toAbsolutePath();
    try (ServerProcess server =
            ServerProcess.start(jar, folder, Map.of("roles", roles()), "-Xmx256m");
        ExportBenchRig rig = new ExportBenchRig(server)) {
      rig.createBucket();
      measure(rig, rig.ordered(ROWS));
      System.out.printf(
          Locale.ROOT,
          "resident memory at most %s MiB%n",
          server.mostResidentMebibytes().map(Object::toString).orElse("?"));
    } finally {
      Folders.delete(folder);
    }
    System.exit(0); // the SDK's threads would keep the JVM running
  }

  private static String roles() {
    JsonObject masked =
        new JsonObject()
            .put("hash", JsonArray.of("Address", "User.UserId"))
            .put("hashKey", KEY)
            .put("drop", JsonArray.of("Attributes.City"))
            .put("compression", "zstd");
    return new JsonObject()
        .put(ROLE + PLAIN, allowed())
        .put(ROLE + "empty", allowed().put("export", new JsonObject()))
        .put(ROLE + "masked", allowed().put("export", masked))
        .put(ROLE + "changes", allowed().put("export", new JsonObject().put("since", "lastExport")))
        .encode();
  }

  private static JsonObject allowed() {
    return new JsonObject().put("allowed", "s3://*");
  }

  private static void measure(ExportBenchRig rig, String app) throws Exception {
    Map<String, List<Double>> ratios = new TreeMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      double base = seconds(rig, app, PLAIN, PLAIN + round);
      for (String role : List.of("empty", "masked", "changes")) {
        String prefix = role.equals("changes") ? role : role + round; // increments of one place
        double ratio = base / seconds(rig, app, role, prefix);
        if (round >= ROUNDS / 2) {
          ratios.computeIfAbsent(role, first -> new ArrayList<>()).add(ratio);
        }
      }
      System.out.printf(Locale.ROOT, "round %d: plain %.2f s%n", round + 1, base);
    }
    ratios.forEach(
        (role, all) ->
            System.out.printf(
                Locale.ROOT, "%s: %s times as fast as plain%n", role, RunStatistics.of(all)));
  }

  private static double seconds(ExportBenchRig rig, String app, String role, String prefix)
      throws Exception {
    long began = System.nanoTime();
    rig.export(app, prefix, ROLE + role);
    return (System.nanoTime() - began) / 1e9;
  }
}
