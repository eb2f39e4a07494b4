package io.longshore.bench;

import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Backends;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures the time from the start of the process to {@code Ready.}, and once its resident memory
 * when idle: on a warm embedded folder, and on a running PostgreSQL and S3, with and without the
 * class-data archive of the profile archive, with the options of {@code conf/jvm.options}. With
 * {@code -Dbench.java25=HOME}, the home of a JDK 25, also on that JVM with the options of {@code
 * conf/jvm-25.options} and an AOT cache that the bench makes by a run of the demo.
 *
 * <p>{@code mvn -P archive,bench -DskipTests verify -Dbench.main=io.longshore.bench.StartBench}: in
 * one run, because the archive only fits the jar from which it was created.
 */
public final class StartBench {

  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");

  /** Twice the time after which {@code conf/jvm.options} releases memory. */
  private static final int IDLE_SECONDS = 20;

  private final Path jar = Path.of(System.getProperty("longshore.jar")).toAbsolutePath();
  private final Map<String, List<Long>> millis = new LinkedHashMap<>();
  private final Map<String, Long> mebibytes = new LinkedHashMap<>();

  private StartBench() {}

  public static void main(String[] arguments) throws Exception {
    new StartBench().run(Integer.getInteger("bench.rounds", 5));
    System.exit(0);
  }

  private void run(int rounds) throws Exception {
    Path folder = Files.createTempDirectory("longshore-start-");
    List<String> embedded = List.of("--data", folder.resolve("data").toString());
    List<String> external = external(folder);
    List<JvmVariant> variants = JvmVariant.all(jar, "-Xmx512m", folder);
    start(variants.get(0), "(first start, not counted)", embedded);
    start(variants.get(0), "(first start, not counted)", external);
    for (int round = 0; round < rounds; round++) {
      System.out.printf("Round %d of %d%n", round + 1, rounds);
      for (JvmVariant variant : variants) {
        start(variant, "embedded, warm folder" + variant.name(), embedded);
        start(variant, "PostgreSQL and S3 running" + variant.name(), external);
      }
    }
    millis.forEach(
        (what, each) ->
            System.out.printf(
                "%-52s Ready after %s ms, resident when idle %d MiB%n",
                what, spread(each), mebibytes.get(what)));
  }

  private static List<String> external(Path folder) throws IOException {
    Path keys = Files.writeString(folder.resolve("keys"), "bench secret 000000000000\n");
    DatabaseConfig database = Backends.freshDatabase();
    Map<String, String> settings =
        Map.of(
            "database.url", database.url(),
            "database.user", database.user(),
            "database.password", database.password(),
            "s3.endpoint", Backends.s3().endpoint().orElseThrow().toString(),
            "s3.accessKey", "test",
            "s3.secretKey", "test",
            "auth.keys_FILE", keys.toString());
    List<String> flags = new ArrayList<>();
    settings.forEach((key, value) -> flags.addAll(List.of("--set", key + "=" + value)));
    return flags;
  }

  private void start(JvmVariant variant, String what, List<String> flags) throws Exception {
    List<String> command = new ArrayList<>(List.of(variant.java()));
    command.addAll(variant.options());
    command.addAll(List.of("-jar", jar.toString(), "serve"));
    command.addAll(List.of("--port", "0", "--set", "management.port=0", "--set", "console.port=0"));
    command.addAll(flags);
    long began = System.nanoTime();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader lines = process.inputReader()) {
      String line = lines.readLine();
      while (line != null && !line.contains("Ready.")) {
        line = lines.readLine();
      }
      if (line == null) {
        throw new IllegalStateException("The server did not start: " + what);
      }
      long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
      if (what.startsWith("(")) {
        return;
      }
      millis.computeIfAbsent(what, name -> new ArrayList<>()).add(took);
      if (!mebibytes.containsKey(what)) {
        new CompletableFuture<Void>()
            .completeOnTimeout(null, IDLE_SECONDS, TimeUnit.SECONDS)
            .join();
        mebibytes.put(what, resident(process));
      }
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private static long resident(Process process) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    Matcher found = RESIDENT.matcher(Files.exists(status) ? Files.readString(status) : "");
    return found.find() ? Long.parseLong(found.group(1)) / 1024 : 0;
  }

  private static String spread(List<Long> values) {
    long[] sorted = values.stream().mapToLong(Long::longValue).sorted().toArray();
    return "%d (%d to %d)"
        .formatted(
            sorted[sorted.length / 2],
            Arrays.stream(sorted).min().orElse(0),
            sorted[sorted.length - 1]);
  }
}
