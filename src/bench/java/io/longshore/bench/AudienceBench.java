package io.longshore.bench;

import io.longshore.fixture.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures the time from interactions in S3 to a ranked audience, compared with {@code psql \copy}
 * of the same interactions into a table without an index in the same PostgreSQL, and the server's
 * memory. The server is the built jar with a heap of 512 MiB.
 *
 * <p>{@code mvn -P bench -DskipTests -Dbench.main=io.longshore.bench.AudienceBench
 * -Dbench.rows=10000000 verify}; needs psql. System properties: {@code bench.rows}, the
 * interactions, ten per user; {@code bench.rounds}; {@code longshore.jar}.
 */
public final class AudienceBench {

  private AudienceBench() {}

  public static void main(String[] args) throws Exception {
    long rows = Long.getLong("bench.rows", 1_000_000);
    int rounds = Integer.getInteger("bench.rounds", 5);
    Path jar = Path.of(System.getProperty("longshore.jar", "target/longshore.jar"));
    Path folder = Files.createTempDirectory("longshore-bench-");
    try (ServerProcess server =
            ServerProcess.start(jar.toAbsolutePath(), folder, "-Xmx512m", "-Xlog:disable");
        AudienceBenchRig rig = new AudienceBenchRig(server, folder, rows)) {
      print("%,d interactions of %,d users in S3", rows, rows / AudienceBenchRig.ITEMS_A_USER);
      run(server, rig, rounds);
      print(
          "server's resident memory: at most %s MiB with -Xmx512m",
          server.mostResidentMebibytes().map(Object::toString).orElse("?"));
    } finally {
      Folders.delete(folder);
    }
    System.exit(0); // the SDK's threads would keep the JVM running
  }

  private static void run(ServerProcess server, AudienceBenchRig rig, int rounds) throws Exception {
    List<Double> ratios = new ArrayList<>();
    List<Double> totals = new ArrayList<>();
    for (int i = 1; i <= rounds; i++) {
      double copy = rig.copy();
      long[] before = server.cpuNanos();
      AudienceBenchRig.Times times = rig.audience("round-" + i);
      long[] after = server.cpuNanos();
      totals.add(times.training() + times.generation());
      ratios.add(totals.get(i - 1) / copy);
      print(
          "round %d: CPU of the JVM %.1f s, of PostgreSQL's processes that run still %.1f s",
          i, (after[0] - before[0]) / 1e9, (after[1] - before[1]) / 1e9);
      print(
          "round %d: \\copy %.1f s, model %.1f s, audience %.1f s, ratio %.2f; export of a tenth"
              + " %.1f s; %.4f of it are of the seed's taste (at random %.4f), checksum %08x; %s",
          i,
          copy,
          times.training(),
          times.generation(),
          ratios.get(i - 1),
          times.export(),
          times.audience().precision(),
          1.0 / AudienceBenchRig.TASTES,
          times.audience().checksum(),
          times.metrics());
    }
    print("model and audience %s s; needed: at most 600", RunStatistics.of(totals));
    print("ratio to \\copy %s", RunStatistics.of(ratios));
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
