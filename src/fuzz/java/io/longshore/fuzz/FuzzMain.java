package io.longshore.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Runs Jazzer on each target in a JVM of its own: {@code mvn -P fuzz -DskipTests verify}. Inputs
 * that fail are kept in {@code target/fuzz}.
 */
public final class FuzzMain {

  private FuzzMain() {}

  /** Arguments: the seconds per target, then the names of targets; all if none is given. */
  public static void main(String[] arguments) throws Exception {
    long seconds = Long.parseLong(arguments[0]);
    Set<String> chosen = Set.copyOf(Arrays.asList(arguments).subList(1, arguments.length));
    List<Target> failed = new ArrayList<>();
    for (Target target : Target.values()) {
      boolean wanted = chosen.isEmpty() || chosen.contains(target.name());
      if (wanted && run(target, seconds) != 0) {
        failed.add(target);
      }
    }
    System.out.println(failed.isEmpty() ? "Nothing was found." : "Found something: " + failed);
    System.exit(failed.isEmpty() ? 0 : 1);
  }

  private static int run(Target target, long seconds) throws IOException, InterruptedException {
    Path corpus = Path.of("target", "fuzz", target.name().toLowerCase(java.util.Locale.ROOT));
    Files.createDirectories(corpus);
    List<byte[]> seeds = target.seeds();
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(corpus.resolve("seed-" + i), seeds.get(i));
    }
    System.out.println(target + ": " + seconds + " s");
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx768m",
            "-classpath",
            System.getProperty("java.class.path"),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + target.className(),
            "--instrumentation_includes=io.longshore.**:de.siegmar.**:org.apache.avro.**",
            "--reproducer_path=target/fuzz",
            "-artifact_prefix=target/fuzz/",
            "-max_total_time=" + seconds,
            "-max_len=16384",
            "-rss_limit_mb=2048",
            "-print_final_stats=1",
            corpus.toString())
        .inheritIO()
        .start()
        .waitFor();
  }
}
