package io.longshore.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The GitHub action and the Compose file: their schemas, and the script of the action. */
@Timeout(600)
@EnabledIfSystemProperty(named = "operate", matches = "true")
class CiFilesIT {

  private static final Path ACTION = Path.of(".github/actions/longshore").toAbsolutePath();
  private static final Path COMPOSE = Path.of("conf/compose.yaml").toAbsolutePath();

  /** What a process printed on both of its outputs, and its exit code. */
  private record Result(int exit, String text) {}

  @TempDir Path temp;

  @Test
  void the_action_fits_the_schema_of_actions() throws Exception {
    npm("@action-validator/cli@0.6.0", "@action-validator/core@0.6.0");
    String good = Files.readString(ACTION.resolve("action.yml"));

    assertThat(validateAction(good).exit()).as(validateAction(good).text()).isZero();
    assertThat(validateAction(good.replace("using: composite", "using: composed")).exit())
        .isNotZero();
  }

  @Test
  void the_compose_file_fits_the_schema_of_compose() throws Exception {
    npm("dclint@3.1.0");
    String good = Files.readString(COMPOSE);

    assertThat(validateCompose(good).exit()).as(validateCompose(good).text()).isZero();
    assertThat(validateCompose(good.replace("read_only:", "readonly:")).exit()).isNotZero();
  }

  @Test
  void the_action_starts_a_server_and_sets_the_variables_of_later_steps() throws Exception {
    Result started = start(Map.of("INPUT_SETTINGS", "personalize.quotas=false\n"));

    assertThat(started.exit()).as(started.text()).isZero();
    Map<String, String> outputs = variables("output");
    try {
      assertThat(variables("env"))
          .containsEntry("AWS_ENDPOINT_URL", outputs.get("endpoint"))
          .containsEntry("AWS_ACCESS_KEY_ID", "123456789012")
          .containsEntry("AWS_SECRET_ACCESS_KEY", "test");
      URI health = URI.create(outputs.get("endpoint") + "/_longshore/health");
      assertThat(
              HttpClient.newHttpClient()
                  .send(HttpRequest.newBuilder(health).build(), BodyHandlers.ofString())
                  .statusCode())
          .isEqualTo(200);
    } finally {
      ProcessHandle server = ProcessHandle.of(Long.parseLong(outputs.get("pid"))).orElseThrow();
      server.destroy();
      server.onExit().get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void the_action_fails_with_the_reason_and_the_log() throws Exception {
    Result unknown = start(Map.of("INPUT_SETTINGS", "personalize.quota=false"));

    assertThat(unknown.exit()).isEqualTo(1);
    assertThat(unknown.text())
        .contains("::error title=Longshore::The server ended before it was ready")
        .contains("There is no key personalize.quota");
    assertThat(start(Map.of("INPUT_JAR", "absent.jar")).text()).contains("There is no file absent");
  }

  private Result start(Map<String, String> inputs) throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("INPUT_JAR", System.getProperty("longshore.jar"));
    environment.put("INPUT_PORT", "0");
    environment.put("INPUT_DATA", "");
    environment.put("INPUT_CONFIG", "");
    environment.put("INPUT_SETTINGS", "");
    environment.put("INPUT_ACCOUNT", "123456789012");
    environment.put("INPUT_REGION", "eu-west-1");
    environment.put("INPUT_TIMEOUT", "120");
    environment.put("RUNNER_TEMP", temp.toString());
    environment.put("GITHUB_ENV", temp.resolve("env").toString());
    environment.put("GITHUB_OUTPUT", temp.resolve("output").toString());
    environment.putAll(inputs);
    return run(environment, "bash", ACTION.resolve("start.sh").toString());
  }

  private Map<String, String> variables(String file) throws IOException {
    Map<String, String> all = new HashMap<>();
    for (String line : Files.readAllLines(temp.resolve(file))) {
      all.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
    }
    return all;
  }

  private Result validateAction(String text) throws Exception {
    Path file = Files.createDirectories(temp.resolve("action")).resolve("action.yml");
    Files.writeString(file, text);
    return run(Map.of(), program("action-validator"), file.toString());
  }

  /** The rules of style are this linter's own; only the schema counts here. */
  private Result validateCompose(String text) throws Exception {
    Path file = Files.createDirectories(temp.resolve("compose")).resolve("compose.yaml");
    Files.writeString(file, text);
    return run(Map.of(), program("dclint"), "--quiet", file.toString());
  }

  private String program(String name) {
    return temp.resolve("node_modules/.bin").resolve(name).toString();
  }

  private void npm(String... packages) throws Exception {
    String[] command = {"npm", "install", "--no-audit", "--no-fund", "--prefix", temp.toString()};
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of(packages));
    try {
      Result installed = run(Map.of(), all.toArray(String[]::new));
      if (installed.exit() != 0) {
        System.out.println("Skipped, because npm could not install: " + installed.text());
        abort("npm could not install " + String.join(", ", packages));
      }
    } catch (IOException absent) {
      System.out.println("Skipped, because this machine has no npm");
      abort("This machine has no npm");
    }
  }

  private Result run(Map<String, String> environment, String... command) throws Exception {
    Path output = Files.createTempFile(temp, "output-", ".txt");
    ProcessBuilder builder = new ProcessBuilder(List.of(command)).redirectErrorStream(true);
    builder.redirectOutput(output.toFile()).environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }
}
