package io.longshore.conformance;

import static io.longshore.conformance.ClientPrograms.SCRIPTS;
import static io.longshore.conformance.ClientPrograms.require;
import static io.longshore.conformance.ClientPrograms.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.conformance.ClientPrograms.Said;
import io.longshore.fixture.Installation;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The AWS CLI and boto3 with the models that the command {@code models install} of the jar has
 * written into an empty home, and the waiter for the AWS SDK for JavaScript. Runs in profile
 * operate.
 */
@Timeout(600)
@EnabledIfSystemProperty(named = "operate", matches = "true")
class InstalledModelsIT {

  @TempDir static Path temp;
  private static Installation server;
  private static List<WaiterCase> cases;
  private static Map<String, String> environment;

  @BeforeAll
  static void install() throws Exception {
    Path home = Files.createDirectories(temp.resolve("home"));
    server = Installation.start(temp.resolve("data"), Map.of());
    cases = WaiterCases.start(server);
    environment =
        Map.of(
            "HOME", home.toString(),
            "AWS_ENDPOINT_URL", server.uri().toString(),
            "AWS_DEFAULT_REGION", "us-east-1",
            "AWS_ACCESS_KEY_ID", "test",
            "AWS_SECRET_ACCESS_KEY", "test",
            "AWS_PAGER", "");
    Said said = jar("models", "install");
    assertThat(said.exit()).as(said.text()).isZero();
    assertThat(said.text()).contains("To undo this: models uninstall");
    assertThat(home.resolve(".aws/models/pinpoint/2016-12-01/waiters-2.json")).exists();
    assertThat(home.resolve(".aws/models/longshore/2026-11-30/service-2.json")).exists();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void the_aws_cli_waits_for_jobs_and_fails_at_once_for_those_that_fail() throws Exception {
    List<List<String>> commands = new ArrayList<>();
    for (WaiterCase each : cases) {
      List<String> command = new ArrayList<>(List.of(each.service(), "wait", kebab(each.waiter())));
      each.parameters()
          .forEach((name, value) -> command.addAll(List.of("--" + kebab(name), value)));
      commands.add(command);
    }

    List<JsonObject> ends = cli(commands);

    for (int i = 0; i < cases.size(); i++) {
      WaiterCase waited = cases.get(i);
      JsonObject end = ends.get(i);
      assertThat(end.getInteger("code"))
          .as("%s: %s", waited, end)
          .isEqualTo(waited.succeeds() ? 0 : 255);
      if (!waited.succeeds()) {
        assertThat(end.getString("err"))
            .contains("Waiter " + waited.waiter() + " failed", "terminal failure state");
      }
    }
  }

  @Test
  void the_aws_cli_lists_shows_and_awaits_jobs_of_all_services() throws Exception {
    List<JsonObject> ended =
        cli(
            cases.stream()
                .filter(WaiterCase::ofPinpoint)
                .map(InstalledModelsIT::jobEnded)
                .toList());
    assertThat(ended).hasSize(4).allMatch(end -> end.getInteger("code") == 0);

    JsonObject listed = cli(List.of(List.of("longshore", "list-jobs", "--state", "FAILED"))).get(0);

    assertThat(listed.getInteger("code")).as("%s", listed).isZero();
    for (WaiterCase each : cases.stream().filter(WaiterCase::ofPinpoint).toList()) {
      String id = each.parameters().get("JobId");
      List<JsonObject> ends =
          cli(
              List.of(
                  List.of("longshore", "get-job", "--job-id", id),
                  List.of("longshore", "wait", "job-succeeded", "--job-id", id)));
      assertThat(listed.getString("out").contains(id)).isNotEqualTo(each.succeeds());
      assertThat(ends.get(0).getString("out"))
          .contains(each.succeeds() ? "SUCCEEDED" : "FAILED", each.reason());
      assertThat(ends.get(1).getInteger("code")).isEqualTo(each.succeeds() ? 0 : 255);
      assertThat(ends.get(1).getString("err"))
          .contains(each.succeeds() ? "" : "Waiter JobSucceeded failed");
    }
  }

  private static List<String> jobEnded(WaiterCase waited) {
    return List.of("longshore", "wait", "job-ended", "--job-id", waited.parameters().get("JobId"));
  }

  @Test
  void the_aws_cli_without_the_url_of_the_server_says_how_to_give_it() throws Exception {
    require("the AWS CLI", "aws", "--version");
    Map<String, String> without = new HashMap<>(environment);
    without.put("AWS_ENDPOINT_URL", "");
    without.put("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");

    Said said = run(without, "aws", "longshore", "list-jobs");

    assertThat(said.exit()).isNotZero();
    assertThat(said.text()).contains("AWS_ENDPOINT_URL", "--endpoint-url");
  }

  @Test
  void boto3_waits_for_jobs_and_its_exception_has_the_reason_of_those_that_fail() throws Exception {
    require("boto3", "python3", "-c", "import boto3");
    Path file =
        Files.writeString(
            temp.resolve("cases.json"),
            Json.encode(cases.stream().map(InstalledModelsIT::json).toList()));
    String script = SCRIPTS.resolve("wait.py").toString();

    Said said = run(environment, "python3", script, server.uri().toString(), file.toString());

    List<String> lines = said.text().lines().toList();
    assertThat(lines).as(said.text()).hasSameSizeAs(cases);
    for (int i = 0; i < lines.size(); i++) {
      JsonObject end = new JsonObject(lines.get(i));
      assertThat(end.getBoolean("succeeded")).as("%s", end).isEqualTo(cases.get(i).succeeds());
      assertThat(end.getString("last", "")).contains(cases.get(i).reason());
    }
  }

  @Test
  void no_waiter_that_boto3_ships_is_hidden_by_an_installed_file() throws Exception {
    require("boto3", "python3", "-c", "import boto3");
    String script =
        """
        import botocore.loaders as l
        own = l.Loader(include_default_search_paths=False, extra_search_paths=[l.Loader.BUILTIN_DATA_PATH])
        both = l.Loader()
        for service in ("pinpoint", "personalize", "dataexchange", "cleanroomsml"):
            version = own.determine_latest_version(service, "service-2")
            installed = both.load_service_model(service, "waiters-2", version)["waiters"]
            assert installed, service
            try:
                shipped = own.load_service_model(service, "waiters-2", version)["waiters"]
            except Exception:
                shipped = {}
            for name in set(shipped) - set(installed):
                print(service, name)
        """;

    assertThat(run(environment, "python3", "-c", script)).isEqualTo(new Said(0, ""));
  }

  @Test
  void a_waiter_of_the_aws_sdk_for_javascript_waits_for_a_job_and_throws_the_reason()
      throws Exception {
    require("node", "node", "--version");
    String modules = temp.toString();
    require(
        "npm's registry",
        "npm",
        "install",
        "--no-audit",
        "--no-fund",
        "--prefix",
        modules,
        "@aws-sdk/client-pinpoint",
        "@smithy/util-waiter");
    Path script = temp.resolve("wait.mjs"); // next to the installed modules
    Files.copy(SCRIPTS.resolve("wait.mjs"), script, StandardCopyOption.REPLACE_EXISTING);
    for (WaiterCase each : cases) {
      if (each.waiter().equals("ExportJobCompleted")) {
        Said said =
            run(
                environment,
                "node",
                script.toString(),
                server.uri().toString(),
                each.parameters().get("ApplicationId"),
                each.parameters().get("JobId"));
        assertThat(said.text())
            .contains(each.succeeds() ? "completed 1" : "failed ")
            .contains(each.reason());
      }
    }
  }

  @Test
  void the_models_are_removed_again_and_files_of_others_are_never_replaced() throws Exception {
    Path folder = temp.resolve("models");
    Path theirs = folder.resolve("pinpoint/2016-12-01/waiters-2.json");
    Files.createDirectories(theirs.getParent());
    Files.writeString(theirs, "{}");

    Said refused = jar("models", "install", "--dir", folder.toString());

    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.text()).contains(theirs.toString(), "Move them away");
    Files.delete(theirs);
    assertThat(jar("models", "install", "--dir", folder.toString()).text())
        .contains("AWS_DATA_PATH=" + folder);
    assertThat(jar("models", "install", "--dir", folder.toString()).text())
        .contains("unchanged")
        .doesNotContain("written");
    assertThat(jar("models", "uninstall", "--dir", folder.toString()).exit()).isZero();
    assertThat(folder).isEmptyDirectory();
  }

  /** Runs commands of the AWS CLI in one process of it. */
  private static List<JsonObject> cli(List<List<String>> commands) throws Exception {
    require("the AWS CLI as a Python package", "python3", "-c", "import awscli.clidriver");
    Path file = Files.writeString(temp.resolve("commands.json"), Json.encode(commands));
    Said said =
        run(environment, "python3", SCRIPTS.resolve("cli_commands.py").toString(), file.toString());
    List<JsonObject> ends = said.text().lines().map(JsonObject::new).toList();
    assertThat(ends).as(said.text()).hasSameSizeAs(commands);
    return ends;
  }

  private static Said jar(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", System.getProperty("longshore.jar")));
    command.addAll(List.of(arguments));
    return run(environment, command.toArray(String[]::new));
  }

  private static Map<String, Object> json(WaiterCase waited) {
    return Map.of(
        "service", waited.service(),
        "waiter", waited.waiter(),
        "parameters", waited.parameters());
  }

  private static String kebab(String name) {
    return name.replaceAll("(?<=[a-z])([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
