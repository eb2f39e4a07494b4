package io.longshore.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** AWS's clients in other languages, as processes of tests in profile operate. */
final class ClientPrograms {

  static final Path SCRIPTS = Path.of("src/it/resources/clients").toAbsolutePath();

  private ClientPrograms() {}

  /** What a process said on both of its outputs, and its exit code. */
  record Said(int exit, String text) {}

  /** Skips the test and names the missing package where the program is not installed. */
  static void require(String what, String... command) throws Exception {
    try {
      String said = run(Map.of(), command).text();
      if (said.contains("Error") || said.contains("npm error")) {
        System.out.println("Skipped, for this machine lacks " + what + ": " + said);
        abort("This machine lacks " + what);
      }
    } catch (IOException absent) {
      System.out.println("Skipped, for this machine lacks " + what);
      abort("This machine lacks " + what);
    }
  }

  static Said run(Map<String, String> environment, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(List.of(command)).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.MINUTES)).isTrue();
    return new Said(process.exitValue(), said);
  }
}
