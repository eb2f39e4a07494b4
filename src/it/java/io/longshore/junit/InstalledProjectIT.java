package io.longshore.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.longshore.fixture.CommandResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tests of a program that knows Longshore by its published artifact only. Runs in profile
 * operate, because it starts Maven. {@code -Djunit.runs=10} repeats the tests of the program.
 */
@Timeout(3_600)
@EnabledIfSystemProperty(named = "operate", matches = "true")
class InstalledProjectIT {

  /** In the background, on a machine that may be busy. */
  private static final Duration RECORDING = Duration.ofMinutes(15);

  /** The first run is without a start archive, the others are with it. */
  private static final int RUNS = Math.max(2, Integer.getInteger("junit.runs", 2));

  @TempDir private Path folder;

  @Test
  void its_tests_pass_and_the_second_run_finds_the_start_archive() throws Exception {
    passAgainAndAgain(Path.of(System.getProperty("java.home")), ".jsa");
  }

  @Test
  void its_tests_pass_on_jdk_25_and_the_second_run_finds_the_aot_cache() throws Exception {
    Optional<Path> jdk = jdk25();
    assumeTrue(jdk.isPresent(), "no JDK 25 is installed");
    passAgainAndAgain(jdk.get(), ".aot");
  }

  @Test
  void a_failed_test_shows_the_log_of_the_server() throws Exception {
    InstalledProject project = InstalledProject.in(folder);
    Files.writeString(
        folder.resolve("project/src/test/java/example/FailingTest.java"),
        """
        package example;

        @io.longshore.junit.Longshore
        class FailingTest {

          @org.junit.jupiter.api.Test
          void fails(io.longshore.junit.LongshoreServer longshore, software.amazon.awssdk.services.pinpoint.PinpointClient pinpoint) throws Exception {
            new NightlyExport(pinpoint, longshore.roleArn()).run(Endpoints.app(pinpoint, 1), longshore.bucket());
            throw new AssertionError("on purpose");
          }
        }
        """);

    CommandResult end =
        project.run(
            Path.of(System.getProperty("java.home")),
            "test",
            "-Dtest=FailingTest",
            "-Dlongshore.archive=false");

    assertThat(end.exit()).isNotZero();
    assertThat(end.said())
        .contains("on purpose", "The log of Longshore during this test", "pinpoint.export");
  }

  private void passAgainAndAgain(Path javaHome, String archive) throws Exception {
    InstalledProject project = InstalledProject.in(folder);
    pass(project, javaHome);
    awaitArchive();
    for (int run = 2; run <= RUNS; run++) {
      pass(project, javaHome);
    }
    assertThat(files())
        .anyMatch(file -> file.toString().endsWith(archive))
        .noneMatch(file -> file.toString().contains(".recording"));
  }

  private void pass(InstalledProject project, Path javaHome) throws Exception {
    CommandResult end = project.run(javaHome, "test");
    assertThat(end.exit()).as(end.said()).isZero();
    assertThat(end.said()).contains("BUILD SUCCESS").doesNotContain("Tests run: 0");
    assertThat(folder.resolve("tmp")).isEmptyDirectory();
  }

  private void awaitArchive() throws IOException {
    Instant end = Instant.now().plus(RECORDING);
    while (files().stream().noneMatch(InstalledProjectIT::isRecorded)) {
      assertThat(Instant.now()).as("no archive was recorded: %s", files()).isBefore(end);
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
      return files.toList();
    } catch (UncheckedIOException changed) {
      return List.of();
    }
  }

  /** The JVM writes the first bytes of an archive last. */
  private static boolean isRecorded(Path file) {
    try (InputStream bytes = Files.newInputStream(file)) {
      return file.endsWith("archive") && bytes.read() > 0;
    } catch (IOException unreadable) {
      return false;
    }
  }

  private static Optional<Path> jdk25() throws IOException {
    String chosen = System.getenv("JAVA_HOME_25");
    if (chosen != null) {
      return Optional.of(Path.of(chosen));
    }
    Path homes = Path.of("/usr/lib/jvm");
    if (Files.isDirectory(homes)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(homes, "*25*")) {
        for (Path home : found) {
          if (Files.isExecutable(home.resolve("bin/javac"))) {
            return Optional.of(home);
          }
        }
      }
    }
    return Optional.empty();
  }
}
