package io.longshore.conformance;

import static io.longshore.conformance.ClientPrograms.SCRIPTS;
import static io.longshore.conformance.ClientPrograms.require;
import static io.longshore.conformance.ClientPrograms.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.conformance.ClientPrograms.Said;
import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sql;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every operation of the operator API by the unmodified AWS CLI, with the models of {@code models
 * install}. Tasks are due in an hour, so that jobs do not end. Runs in profile operate.
 */
@Timeout(600)
@EnabledIfSystemProperty(named = "operate", matches = "true")
class OperatorCliIT {

  private static final String ACCOUNT = "000000000000";

  @TempDir static Path temp;
  private static Installation server;
  private static Map<String, String> environment;
  private static String job;
  private final Set<String> called = new TreeSet<>();

  @BeforeAll
  static void start() throws Exception {
    require("the AWS CLI as a Python package", "python3", "-c", "import awscli.clidriver");
    Path master =
        Files.writeString(temp.resolve("master"), Base64.getEncoder().encodeToString(new byte[32]));
    Path keys = Files.writeString(temp.resolve("keys"), ACCOUNT + " test " + ACCOUNT + "\n");
    server =
        Installation.start(
            temp.resolve("data"),
            Map.of(
                "auth.masterKey_FILE", master.toString(),
                "auth.keys_FILE", keys.toString(),
                "operators.accounts", ACCOUNT));
    Path models = temp.resolve("models");
    environment =
        Map.of(
            "AWS_DATA_PATH",
            models.toString(),
            "AWS_ENDPOINT_URL",
            server.uri().toString(),
            "AWS_DEFAULT_REGION",
            "us-east-1",
            "AWS_ACCESS_KEY_ID",
            ACCOUNT,
            "AWS_SECRET_ACCESS_KEY",
            "test",
            "AWS_PAGER",
            "");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String jar = System.getProperty("longshore.jar");
    Said said =
        run(environment, java, "-jar", jar, "models", "install", "--dir", models.toString());
    assertThat(said.exit()).as(said.text()).isZero();
    Sql.run(
        server.database(),
        "create function later() returns trigger language plpgsql as"
            + " 'begin new.run_at := now() + interval ''1 hour''; return new; end'",
        "create trigger later before insert on task for each row execute function later()");
    job = job();
  }

  private static String job() throws Exception {
    try (S3Objects objects = new S3Objects(server.s3(ACCOUNT))) {
      objects.createBucket("cli");
    }
    List<JsonObject> made =
        aws(List.of(List.of("pinpoint", "create-app", "--create-application-request", "Name=cli")));
    String app = out(made.get(0)).getJsonObject("ApplicationResponse").getString("Id");
    String request = "RoleArn=arn:aws:iam::" + ACCOUNT + ":role/x,S3UrlPrefix=s3://cli/out/";
    List<String> export =
        List.of(
            "pinpoint",
            "create-export-job",
            "--application-id",
            app,
            "--export-job-request",
            request);
    return out(aws(List.of(export)).get(0)).getJsonObject("ExportJobResponse").getString("Id");
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void the_aws_cli_calls_every_operation() throws Exception {
    List<JsonObject> ends = jobOperations();
    assertThat(out(ends.get(0)).getBoolean("Held")).isFalse();
    assertThat(out(ends.get(1)).getBoolean("Held")).isTrue();
    assertThat(out(ends.get(2)).getInteger("TasksDue")).isPositive();
    String recreated = out(ends.get(3)).getString("JobId");
    assertThat(recreated).matches("[0-9a-f]{32}").isNotEqualTo(job);
    assertThat(out(ends.get(4)).getBoolean("CancelRequested")).isTrue();
    assertThat(out(ends.get(5)).getJsonObject("Job").getString("JobId")).isEqualTo(job);
    assertThat(ends.get(6).getString("out")).contains(job, recreated);
    assertThat(ends.get(7).getString("out")).contains("HELD", "RETRIED", "CANCEL_REQUESTED");
    assertThat(out(ends.get(10)).getInteger("Total")).isZero();

    JsonObject key =
        out(
            cli(List.of(List.of("create-key", "--expires-in-seconds", "600", "--policy", policy())))
                .get(0));
    List<JsonObject> keys = keyOperations(key.getString("AccessKeyId"));
    assertThat(out(keys.get(0)).getBoolean("Allowed")).isTrue();
    assertThat(keys.get(1).getString("out")).contains(key.getString("AccessKeyId"));
    assertThat(out(keys.get(2)).getString("ReplacedAccessKeyId"))
        .isEqualTo(key.getString("AccessKeyId"));
    assertThat(out(keys.get(3)).getString("State")).isEqualTo("DISABLED");
    assertThat(out(keys.get(4)).getString("Token")).isNotBlank();
    assertThat(out(keys.get(5)).getJsonArray("Events")).isNotEmpty();
    assertThat(out(keys.get(6)).getBoolean("Valid")).isTrue();
    assertThat(out(keys.get(7)).fieldNames()).isNotEmpty();

    eventOperations();
    uploadOperations();

    assertThat(called).containsExactlyInAnyOrderElementsOf(operations());
  }

  @Test
  void the_aws_cli_shows_the_reason_of_a_refusal() throws Exception {
    List<List<String>> commands =
        List.of(
            List.of("hold-job", "--job-id", "0".repeat(32)),
            List.of("preview-output", "--job-id", job, "--output-id", "0"),
            List.of("create-key", "--temporary"));

    List<String> errors = cli(commands).stream().map(end -> end.getString("err")).toList();

    assertThat(errors.get(0)).contains("(ResourceNotFoundException)", "There is no job");
    assertThat(errors.get(1)).contains("(ConflictException)");
    assertThat(errors.get(2)).contains("(ValidationException)", "needs ExpiresInSeconds");
  }

  private List<JsonObject> jobOperations() throws Exception {
    List<List<String>> commands = new ArrayList<>();
    for (String operation :
        List.of("release-job", "hold-job", "retry-job", "recreate-job", "cancel-job", "get-job")) {
      commands.add(List.of(operation, "--job-id", job));
    }
    commands.add(List.of("list-jobs"));
    for (String list : List.of("events", "tasks", "outputs")) {
      commands.add(List.of("list-job-" + list, "--job-id", job));
    }
    commands.add(List.of("list-rejected-rows", "--job-id", job));
    List<JsonObject> ends = cli(commands);
    assertThat(ends).allMatch(end -> end.getInteger("code") == 0);
    called.add("preview-output"); // of the other test: nothing is visible
    return ends;
  }

  private List<JsonObject> keyOperations(String key) throws Exception {
    List<JsonObject> ends =
        cli(
            List.of(
                List.of("explain-policy", "--access-key-id", key, "--action", "longshore:GetJob"),
                List.of("list-keys"),
                List.of("rotate-key", "--access-key-id", key),
                List.of("disable-key", "--access-key-id", key),
                List.of("create-session"),
                List.of("search-audit", "--max-items", "5"),
                List.of("verify-audit"),
                List.of("get-overview"),
                List.of(
                    "stream-events", "--job-id", "0".repeat(32), temp.resolve("out").toString()),
                List.of("dry-run-import", "--max-rows", "1")));
    assertThat(ends.subList(0, 8)).allMatch(end -> end.getInteger("code") == 0);
    assertThat(ends.get(8).getString("err")).contains("There is no job");
    assertThat(ends.get(9).getString("err")).contains("(ValidationException)");
    return ends;
  }

  private void uploadOperations() throws Exception {
    String content = "Id,ChannelType,Address\n";
    String role = "arn:aws:iam::" + ACCOUNT + ":role/x";
    List<String> create =
        List.of(
            "create-file-upload", "--role-arn", role, "--s3-folder", "s3://cli/in/", "--name", "a");
    String first = out(cli(List.of(create)).get(0)).getString("UploadId");
    String second = out(cli(List.of(create)).get(0)).getString("UploadId");
    List<String> part = List.of("upload-file-part", "--part-number", "1", "--content");
    List<JsonObject> ends =
        cli(
            List.of(
                with(part, new JsonArray().add(content).encode(), "--upload-id", first),
                List.of("complete-file-upload", "--upload-id", first),
                List.of("abort-file-upload", "--upload-id", second)));
    assertThat(ends).as("%s", ends).allMatch(end -> end.getInteger("code") == 0);
    assertThat(out(ends.get(1)).getLong("Bytes")).isEqualTo(content.length());
  }

  private static List<String> with(List<String> command, String... more) {
    return Stream.concat(command.stream(), Stream.of(more)).toList();
  }

  /** This account has no targets of events, and is no operator. */
  private void eventOperations() throws Exception {
    String[] unknown = {"--target", "none"};
    List<JsonObject> ends =
        cli(
            List.of(
                List.of("list-event-targets"),
                List.of("list-event-deliveries", unknown[0], unknown[1]),
                List.of("enable-event-target", unknown[0], unknown[1]),
                List.of("redrive-events", unknown[0], unknown[1]),
                List.of(
                    "resend-event-delivery",
                    unknown[0],
                    unknown[1],
                    "--event-id",
                    "00000000-0000-0000-0000-000000000000"),
                List.of("get-settings")));
    assertThat(out(ends.get(0)).getJsonArray("Targets")).isEmpty();
    for (JsonObject end : ends.subList(2, 5)) {
      assertThat(end.getString("err")).contains("(ResourceNotFoundException)");
    }
    assertThat(ends.get(5).getString("out") + ends.get(5).getString("err"))
        .containsAnyOf("Settings", "(AccessDeniedException)");
  }

  private static String policy() {
    return "{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':'longshore:*','Resource':'*'}]}"
        .replace('\'', '"');
  }

  private static JsonObject out(JsonObject end) {
    return new JsonObject(end.getString("out"));
  }

  /** The commands of all operations but test controls. */
  private static Set<String> operations() throws Exception {
    Set<String> all = new TreeSet<>();
    for (RawCalls.Operation operation : new RawCalls(server.uri()).operations().values()) {
      boolean control = operation.path().startsWith("/_longshore/v1/test/");
      if (operation.signingName().equals("longshore") && !control) {
        String name = operation.id().substring(operation.id().indexOf('.') + 1);
        all.add(name.replaceAll("(?<=[a-z])([A-Z])", "-$1").toLowerCase(Locale.ROOT));
      }
    }
    return all;
  }

  /** Runs commands of {@code aws longshore} in one process of the CLI. */
  private List<JsonObject> cli(List<List<String>> commands) throws Exception {
    List<List<String>> whole = new ArrayList<>();
    for (List<String> command : commands) {
      called.add(command.get(0));
      List<String> words = new ArrayList<>(List.of("longshore"));
      words.addAll(command);
      whole.add(words);
    }
    return aws(whole);
  }

  private static List<JsonObject> aws(List<List<String>> commands) throws Exception {
    Path file = Files.writeString(temp.resolve("commands.json"), Json.encode(commands));
    String script = SCRIPTS.resolve("cli_commands.py").toString();
    Said said = run(environment, "python3", script, file.toString());
    List<JsonObject> ends = said.text().lines().map(JsonObject::new).toList();
    assertThat(ends).as(said.text()).hasSameSizeAs(commands);
    return ends;
  }
}
