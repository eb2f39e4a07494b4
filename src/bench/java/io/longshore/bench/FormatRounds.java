package io.longshore.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Alternating exports of the same rows, gzipped and as Parquet, of which the first ones warm up.
 */
final class FormatRounds {

  private final String what;
  private final int rounds = Integer.getInteger("bench.rounds", 5);

  /**
   * @param what the rows, for the result
   */
  FormatRounds(String what) {
    this.what = what;
  }

  /** An export of a round; the name differs from that of all other exports. */
  interface Export {

    void run(String name) throws Exception;
  }

  /** The built jar with these roles and a heap of 256 MiB. */
  static ServerProcess server(Path folder, String roles) throws Exception {
    Path jar = Path.of(System.getProperty("longshore.jar", "target/longshore.jar"));
    return ServerProcess.start(
        jar.toAbsolutePath(), folder, Map.of("roles", roles), "-Xmx256m", "-Xlog:disable");
  }

  /** Runs them and prints the medians and the server's memory. */
  void run(ServerProcess server, Export gzip, Export parquet) throws Exception {
    List<Long> before = new ArrayList<>();
    List<Long> after = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      String number = Integer.toString(round);
      long plain = millis(() -> run(gzip, "gzip-" + number));
      long other = millis(() -> run(parquet, "parquet-" + number));
      System.out.printf("round %d: gzip %,d ms, parquet %,d ms%n", round, plain, other);
      if (round > 0) {
        before.add(plain);
        after.add(other);
      }
    }
    System.out.printf(
        "%s: gzip %,d ms, parquet %,d ms (medians), %.2f times; server's resident memory at most %s MiB%n",
        what,
        median(before),
        median(after),
        (double) median(after) / median(before),
        server.mostResidentMebibytes().map(Object::toString).orElse("?"));
  }

  private static Void run(Export export, String name) throws Exception {
    export.run(name);
    return null;
  }

  private static long millis(Callable<Void> export) throws Exception {
    long began = System.nanoTime();
    export.call();
    return (System.nanoTime() - began) / 1_000_000;
  }

  private static long median(List<Long> values) {
    List<Long> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
