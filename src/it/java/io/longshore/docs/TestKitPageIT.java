package io.longshore.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The files for pytest and vitest of the page on tests and CI, as they are there. */
@Timeout(600)
@EnabledIfSystemProperty(named = "operate", matches = "true")
class TestKitPageIT {

  /** A file's name on a line of its own, and its content in the block after it. */
  private static final Pattern FILE =
      Pattern.compile(
          "^`([a-z_.]+)`:\\n\\n```[a-z]+\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    String page =
        String.join(
            "\n",
            MarkdownPage.read(MarkdownPage.MANUAL.resolve("how-to/use-in-tests-and-ci.md"))
                .lines());
    Matcher file = FILE.matcher(page);
    while (file.find()) {
      Files.writeString(folder.resolve(file.group(1)), file.group(2));
    }
    Path jar = Path.of(System.getProperty("longshore.jar")).toAbsolutePath();
    Files.createSymbolicLink(folder.resolve("longshore.jar"), jar);
    Files.createDirectories(folder.resolve("tmp"));
  }

  @Test
  void the_fixture_for_pytest_gives_each_test_an_account_and_leaves_nothing() throws Exception {
    assumeTrue(run("python3", "-c", "import boto3, pytest") == 0, "boto3 or pytest is missing");
    assertThat(folder.resolve("conftest.py")).exists();

    assertThat(run("python3", "-m", "pytest", "--basetemp=pytest", "-q", "test_app.py"))
        .as(output())
        .isZero();

    assertThat(output()).contains("1 passed");
    assertThat(folder.resolve("tmp")).isEmptyDirectory();
  }

  @Test
  void the_setup_for_vitest_and_jest_starts_a_server_that_ends_with_the_run() throws Exception {
    assumeTrue(run("node", "--version") == 0, "node is missing");
    assumeTrue(
        run("npm", "install", "--no-audit", "--no-fund", "vitest@3", "@aws-sdk/client-pinpoint")
            == 0,
        "npm cannot install vitest");

    assertThat(run("npx", "vitest", "run")).as(output()).isZero();

    assertThat(output()).contains("1 passed");
    try (var left = Files.list(folder.resolve("tmp"))) {
      assertThat(left).allMatch(path -> path.getFileName().toString().contains("ready"));
    }
  }

  private int run(String... command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(List.of(command))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile());
    // Java ignores TMPDIR; Python and Node do not.
    builder.environment().put("TMPDIR", folder.resolve("tmp").toString());
    builder.environment().put("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + folder.resolve("tmp"));
    builder.environment().put("PATH", javaBin() + ":" + System.getenv("PATH"));
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
      return process.exitValue();
    } catch (IOException missing) {
      return -1;
    }
  }

  private static Path javaBin() {
    return Path.of(System.getProperty("java.home"), "bin");
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("output"));
  }
}
