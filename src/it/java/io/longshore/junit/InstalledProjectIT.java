package io.longshore.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.longshore.fixture.CommandResult;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tests of a program that knows Longshore by its published artifact only. Runs in profile
 * operate, because it starts Maven.
 */
@Timeout(900)
@EnabledIfSystemProperty(named = "operate", matches = "true")
class InstalledProjectIT {

  @TempDir private Path folder;

  @Test
  void its_tests_pass_twice_and_the_second_run_uses_the_start_archive() throws Exception {
    passTwice(Path.of(System.getProperty("java.home")), ".jsa");
  }

  @Test
  void its_tests_pass_on_jdk_25() throws Exception {
    Optional<Path> jdk = jdk25();
    assumeTrue(jdk.isPresent(), "no JDK 25 is installed");
    passTwice(jdk.get(), ".aot");
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

  private void passTwice(Path javaHome, String archive) throws Exception {
    InstalledProject project = InstalledProject.in(folder);
    for (int run = 1; run <= 2; run++) {
      CommandResult end = project.run(javaHome, "test");
      assertThat(end.exit()).as("run %d: %s", run, end.said()).isZero();
      assertThat(end.said()).contains("BUILD SUCCESS").doesNotContain("Tests run: 0");
    }
    try (var files = Files.walk(folder.resolve("cache"))) {
      assertThat(files.map(Path::toString)).anyMatch(file -> file.endsWith(archive));
    }
    assertThat(folder.resolve("tmp")).isEmptyDirectory();
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
