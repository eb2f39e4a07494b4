package io.longshore.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.longshore.fixture.Installation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the blocks of the manual that are marked as runnable. The blocks of a page are one bash
 * script, in a folder of its own, against a server that the test starts.
 */
@Timeout(180)
class TutorialsIT {

  private static final String MARKER = "<!-- runnable -->";
  private static final long SECONDS = 120;

  @TempDir static Path data;
  private static Installation server;

  @TempDir Path folder;

  static List<MarkdownPage> pages() {
    return MarkdownPage.manual("").stream().filter(page -> !script(page).isEmpty()).toList();
  }

  @BeforeAll
  static void start() {
    server = Installation.start(data, Map.of());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void the_runnable_blocks_of_a_page_run(MarkdownPage page) throws Exception {
    assumeTrue(run("curl --help all").contains("--aws-sigv4"), "needs bash and a newer curl");
    run("set -euo pipefail\n" + script(page));
  }

  @Test
  void the_tutorials_have_runnable_blocks_and_no_marker_stands_elsewhere() {
    assertThat(pages()).isNotEmpty();
    for (MarkdownPage page : MarkdownPage.manual("")) {
      long markers = page.lines().stream().filter(line -> line.contains("<!-- runnable")).count();
      assertThat(page.blocks().stream().filter(TutorialsIT::isRunnable))
          .as("blocks with ```sh right below the marker in %s", page)
          .hasSize((int) markers);
    }
  }

  private static boolean isRunnable(MarkdownPage.Block block) {
    return block.marker().equals(MARKER) && block.language().equals("sh");
  }

  private static String script(MarkdownPage page) {
    return page.blocks().stream()
        .filter(TutorialsIT::isRunnable)
        .map(block -> String.join("\n", block.lines()) + "\n")
        .collect(Collectors.joining());
  }

  /** What it printed; fails when it does not end with 0. */
  private String run(String script) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("script.sh"), script);
    Path output = folder.resolve("script.out");
    Path work = Files.createDirectories(folder.resolve("work"));
    ProcessBuilder bash =
        new ProcessBuilder("bash", file.toString())
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    bash.environment().putAll(environment());
    Process process = bash.start();
    boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly().waitFor();
    String said = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(ended).as("it runs for longer than %d s:\n%s", SECONDS, said).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  private static Map<String, String> environment() {
    return Map.of(
        "AWS_ENDPOINT_URL", "http://127.0.0.1:" + server.uri().getPort(),
        "AWS_REGION", "us-east-1",
        "AWS_DEFAULT_REGION", "us-east-1",
        "AWS_ACCESS_KEY_ID", "test",
        "AWS_SECRET_ACCESS_KEY", "test");
  }
}
