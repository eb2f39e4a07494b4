package io.longshore.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.longshore.fixture.Gzip;
import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sql;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The console in chromium, driven by playwright-core; the scenarios are in {@code
 * src/it/resources/console/scenarios.mjs}. Screenshots are in {@code target/console-screenshots}.
 * Runs in profile operate.
 */
@Timeout(600)
@EnabledIfSystemProperty(named = "operate", matches = "true")
class ConsoleIT {

  private static final Path SCRIPTS = Path.of("src/it/resources/console");
  private static final Path SCREENSHOTS = Path.of("target/console-screenshots").toAbsolutePath();
  private static final String BUCKET = "console";
  private static final String OPERATOR = "999900009999";
  private static final int ROWS = 200_000;
  private static final int MANY_JOBS = 10_000;
  private static final int MEGABYTE = 1024 * 1024;

  @TempDir static Path temp;
  private static Installation server;

  @BeforeAll
  static void start() throws Exception {
    require("node", "node", "--version");
    require("chromium", System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium"), "--version");
    require(
        "npm's registry",
        "npm",
        "install",
        "--no-audit",
        "--no-fund",
        "--prefix",
        temp.toString(),
        "playwright-core@1",
        "axe-core@4");
    try (Stream<Path> scripts = Files.list(SCRIPTS)) {
      for (Path script : scripts.toList()) {
        Files.copy(script, temp.resolve(script.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.createDirectories(SCREENSHOTS);
    server = Installation.start(temp.resolve("data"), Map.of("worker.slots", "1"));
    fill();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "signIn",
        "watch",
        "rejectedRows",
        "manyJobs",
        "hostileText",
        "exportPinpoint",
        "exportPersonalize",
        "exportDataExchange",
        "exportCleanRooms",
        "dataLists",
        "everyDataPage",
        "everyPage",
        "cost"
      })
  void the_console_in_a_browser(String scenario) throws Exception {
    pass(scenario, server.console().toString(), SCREENSHOTS.toString());
  }

  @Test
  void a_disabled_key_loses_its_session_within_5_seconds() throws Exception {
    passWithStoredKeys("disabledKey");
  }

  @Test
  void a_key_that_may_use_one_service_sees_why_the_others_show_nothing() throws Exception {
    passWithStoredKeys("deniedService");
  }

  private static void passWithStoredKeys(String scenario) throws Exception {
    Path folder = Files.createDirectory(temp.resolve(scenario));
    Path keys = Files.writeString(folder.resolve("keys"), OPERATOR + " test " + OPERATOR + "\n");
    Map<String, String> flags =
        Map.of(
            "auth.masterKey",
            Base64.getEncoder().encodeToString(new byte[32]),
            "auth.keys_FILE",
            keys.toString(),
            "operators.accounts",
            OPERATOR);
    try (Installation keyed = Installation.start(folder.resolve("data"), flags)) {
      pass(scenario, keyed.console().toString(), SCREENSHOTS.toString(), OPERATOR);
    }
  }

  /** What the scenarios import, and 10,000 finished jobs of the container many-jobs. */
  private static void fill() {
    try (S3Objects objects = new S3Objects(server.s3())) {
      objects.createBucket(BUCKET);
      objects.put(BUCKET, "in/many.json.gz", Gzip.packed(endpoints(ROWS)));
      objects.put(BUCKET, "in/some.json", endpoints(1_000));
      List<String> bad =
          List.of(
              endpoint(1),
              "{\"Id\": \"2\", \"Address\": ",
              "{\"Id\": \"3\", \"ChannelType\": \"PIGEON\"}",
              endpoint(4),
              "not JSON",
              endpoint(6));
      objects.put(BUCKET, "in/bad.json", bytes(bad));
      List<String> hostile =
          List.of(
              endpoint(0),
              "<script>globalThis.broken=1</script>",
              "{\"Id\": \"\u202E<img src=x onerror=globalThis.broken=1>\", \"ChannelType\": \"<b>\"}",
              "\"" + "x".repeat(MEGABYTE) + "\"");
      objects.put(BUCKET, "in/hostile.json", bytes(hostile));
      ConsoleInputs.put(objects, BUCKET);
    }
    Sql.run(
        server.database(),
        """
        INSERT INTO job (id, account, region, type, container, spec, word, phase, state, pieces, finished_at)
        SELECT gen_random_uuid(), '000000000000', 'us-east-1', 'pinpoint.export', 'many-jobs', '{}',
               'COMPLETED', 'SUCCEEDED', 'SUCCEEDED', 1, now()
          FROM generate_series(1, %d)"""
            .formatted(MANY_JOBS));
  }

  private static byte[] endpoints(int count) {
    return bytes(IntStream.range(0, count).mapToObj(ConsoleIT::endpoint).toList());
  }

  private static String endpoint(int id) {
    return "{\"Id\":\"%d\",\"Address\":\"%d@example.com\",\"ChannelType\":\"EMAIL\",\"Attributes\":{\"Plan\":[\"gold\"]}}"
        .formatted(id, id);
  }

  private static byte[] bytes(List<String> lines) {
    return lines.stream()
        .collect(Collectors.joining("\n", "", "\n"))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void pass(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("node", temp.resolve("run.mjs").toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    System.out.println(said);
    assertThat(process.waitFor()).as(said).isZero();
  }

  /** Skips the tests and names the missing program. */
  private static void require(String what, String... command) throws Exception {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor(5, TimeUnit.MINUTES) && process.exitValue() == 0) {
        return;
      }
      System.out.println("Skipped, for this machine lacks " + what + ": " + said);
    } catch (IOException absent) {
      System.out.println("Skipped, for this machine lacks " + what);
    }
    abort("This machine lacks " + what);
  }
}
