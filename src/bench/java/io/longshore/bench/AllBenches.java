package io.longshore.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Runs all benches one after the other, each in a process of its own, with sizes for which they
 * take at most 40 minutes together on two cores. Prints a line for each row: name, result with its
 * spread, baseline, machine, JDK and date. A bench whose program is missing is skipped; one that
 * fails or takes too long does not stop the others, but the exit code is 1 then.
 *
 * <p>{@code mvn -P bench -DskipTests verify -Dbench.main=io.longshore.bench.AllBenches}. System
 * properties: {@code bench.only} (the simple names of some benches, with commas), {@code
 * bench.java25} (the home of a JDK 25), {@code longshore.jar}.
 */
public final class AllBenches {

  private final PrintStream out;
  private final List<String> failed = new ArrayList<>();
  private final String machine = machine();

  AllBenches(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] arguments) throws Exception {
    List<String> only =
        Arrays.stream(System.getProperty("bench.only", "").split(","))
            .filter(name -> !name.isBlank())
            .toList();
    List<BenchRun> benches =
        BenchCatalog.all().stream()
            .filter(bench -> only.isEmpty() || only.contains(bench.toString()))
            .toList();
    System.exit(new AllBenches(System.out).run(benches));
  }

  /** Returns the exit code. */
  int run(List<BenchRun> benches) throws Exception {
    long began = System.nanoTime();
    out.println("name | result (spread) | baseline | machine | JDK | date");
    for (BenchRun bench : benches) {
      List<String> missing = bench.missing();
      if (missing.isEmpty()) {
        run(bench);
      } else {
        out.println(bench + " skipped: it needs " + String.join(", ", missing));
      }
    }
    out.printf(
        Locale.ROOT,
        "%d benches in %d s, failed: %s%n",
        benches.size(),
        Duration.ofNanos(System.nanoTime() - began).toSeconds(),
        failed.isEmpty() ? "none" : String.join(", ", failed));
    return failed.isEmpty() ? 0 : 1;
  }

  private void run(BenchRun bench) throws Exception {
    long began = System.nanoTime();
    BenchRun.Result result = bench.run();
    result.rows().forEach(row -> out.println(row + machine));
    long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
    if (result.failure().isEmpty()) {
      out.println(bench + " took " + seconds + " s");
    } else {
      failed.add(bench.toString());
      out.println(bench + " failed after " + seconds + " s: " + result.failure());
    }
  }

  private static String machine() {
    long memory =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    return String.format(
        Locale.ROOT,
        " | %d cores, %d GiB, %s %s | %s | %s",
        Runtime.getRuntime().availableProcessors(),
        Math.round(memory / (double) (1 << 30)),
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.version(),
        LocalDate.now(ZoneOffset.UTC));
  }
}
