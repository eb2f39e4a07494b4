package io.longshore.console;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.longshore.fixture.Backends;
import io.longshore.fixture.Balancer;
import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
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
 * src/it/resources/console}. Screenshots are in {@code target/console-screenshots}; with {@code
 * -Dconsole.picture=true} the picture of README is made anew. Runs in profile operate.
 */
@Timeout(600)
@EnabledIfSystemProperty(named = "operate", matches = "true")
class ConsoleIT {

  private static final Path SCRIPTS = Path.of("src/it/resources/console");
  private static final Path SCREENSHOTS = Path.of("target/console-screenshots").toAbsolutePath();
  private static final Path PICTURE =
      Path.of("src/site/resources/console-job.png").toAbsolutePath();
  private static final String OPERATOR = "999900009999";

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
    server =
        Installation.start(
            temp.resolve("data"),
            Map.of("worker.slots", "1", "events.targets", ConsoleData.EVENT_TARGETS));
    ConsoleData.fill(server);
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
        "failedImport",
        "importFile",
        "importLargeFile",
        "importFromS3",
        "importRecords",
        "importTrainingData",
        "hostileText",
        "hostileRows",
        "deliveries",
        "exportPinpoint",
        "exportPersonalize",
        "exportDataExchange",
        "exportCleanRooms",
        "dataLists",
        "everyDataPage",
        "manyJobs",
        "everyPage",
        "cost"
      })
  void the_console_in_a_browser(String scenario) throws Exception {
    pass(scenario, server.console().toString(), SCREENSHOTS.toString());
  }

  @Test
  void two_replicas_behind_nginx_serve_one_session() throws Exception {
    if (!Balancer.has("nginx")) {
      abort("This machine lacks nginx");
    }
    Path folder = Files.createDirectory(temp.resolve("replicas"));
    Map<String, String> flags = Installation.foreignServerFlags(folder);
    Files.writeString(
        Path.of(flags.get("auth.keys_FILE")), OPERATOR + " test 000000000000\n", APPEND);
    try (S3Objects objects = new S3Objects(Backends.s3())) {
      objects.createBucket(ConsoleData.BUCKET);
    }
    try (Installation one = Installation.start(folder.resolve("one"), flags);
        Installation other = Installation.start(folder.resolve("other"), flags);
        Balancer nginx =
            Balancer.start("nginx", folder, 0, shipped -> proxied(shipped, one, other))) {
      pass("twoReplicas", "http://localhost:" + nginx.port(), SCREENSHOTS.toString(), OPERATOR);
    }
  }

  /** The shipped configuration with the two consoles; each response names its replica. */
  private static String proxied(String shipped, Installation one, Installation other) {
    return shipped
        .replace("10.0.0.1:4566", "127.0.0.1:" + one.console().getPort())
        .replace("10.0.0.2:4566", "127.0.0.1:" + other.console().getPort())
        .replaceAll("\\s+server 10\\.0\\.0\\.3:4566[^;]*;", "")
        .replace("least_conn;", "")
        .replace(
            "proxy_http_version 1.1;",
            "proxy_http_version 1.1; proxy_buffering off; add_header X-Replica $upstream_addr;");
  }

  @Test
  void a_server_without_targets_of_events_says_which_setting_to_add() throws Exception {
    try (Installation bare = Installation.start(temp.resolve("bare"), Map.of())) {
      pass("noTargets", bare.console().toString(), SCREENSHOTS.toString());
    }
  }

  @Test
  void the_preview_of_a_parquet_file_shows_rows_and_columns() throws Exception {
    try (Installation lake =
            Installation.start(temp.resolve("lake"), Map.of("roles", ConsoleData.ROLES));
        S3Objects objects = new S3Objects(lake.s3())) {
      objects.createBucket(ConsoleData.BUCKET);
      pass("parquet", lake.console().toString(), SCREENSHOTS.toString());
    }
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

  private static void pass(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("node", temp.resolve("run.mjs").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder node = new ProcessBuilder(command).redirectErrorStream(true);
    if (Boolean.getBoolean("console.picture")) {
      node.environment().put("PICTURE", PICTURE.toString());
    }
    Process process = node.start();
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
