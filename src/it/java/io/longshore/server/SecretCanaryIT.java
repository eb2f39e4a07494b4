package io.longshore.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.cli.DoctorCommand;
import io.longshore.cli.JobsCommand;
import io.longshore.cli.KeysCommand;
import io.longshore.config.DatabaseConfig;
import io.longshore.config.LongshoreConfig;
import io.longshore.embedded.s3.EmbeddedS3;
import io.longshore.fixture.Backends;
import io.longshore.fixture.CommandResult;
import io.longshore.fixture.PrometheusSeries;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sql;
import io.longshore.fixture.Waiting;
import io.longshore.identity.key.AccessKey;
import io.longshore.identity.key.KeySource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** No output of a server contains a secret, in normal operation and during failures. */
@Timeout(180)
class SecretCanaryIT {

  private static final String ACCOUNT = "111122223333";
  private static final String BUCKET = "canary-it";
  private static final String DATABASE_SECRET = "canary-of-the-database-5e1f";
  private static final String S3_SECRET = "canary-of-the-s3-77aa";
  private static final String ROLE_SECRET = "canary-of-a-role-93bd";
  @TempDir Path temp;
  private final SecretCanaries canaries = new SecretCanaries();
  private final Map<String, String> flags = new LinkedHashMap<>();
  private SecretCanaryCalls calls;
  private String token;

  @Test
  void no_log_response_metric_command_or_table_contains_a_secret() throws Exception {
    DatabaseConfig admin = Backends.freshDatabase();
    Sql.run(
        admin,
        "drop role if exists canary",
        "create role canary login superuser password '" + DATABASE_SECRET + "'");
    canaries.add("the database's password", DATABASE_SECRET);
    canaries.add("the S3's secret", S3_SECRET);
    canaries.add("a role's secret", ROLE_SECRET);
    byte[] master = "canary-of-the-master-key-32bytes".getBytes(UTF_8);
    configure(admin, canaries.add("the master key", Base64.getEncoder().encodeToString(master)));
    try (EmbeddedS3 s3 = EmbeddedS3.start(temp, new OneKey());
        canaries) {
      flags.put("s3.endpoint", s3.endpoint().toString());
      LongshoreConfig config = LongshoreConfig.load(Optional.empty(), Map.of(), flags);
      canaries.look("the configuration", config.toString());
      canaries.look("the effective settings", config.effective().toString());
      try (S3Objects objects = new S3Objects(config.s3());
          Server wiring = new Server(config)) {
        objects.createBucket(BUCKET);
        wiring.start();
        canaries.everything();
        calls = new SecretCanaryCalls(wiring.http(), canaries);
        validAndInvalidCalls();
        failedJob();
        command(new DoctorCommand());
        tables(admin);
        callsWithoutDatabase(admin);
        canaries.look("the metrics", PrometheusSeries.text(wiring.management()));
        Arrays.stream(ManagementFactory.getThreadMXBean().dumpAllThreads(true, true))
            .forEach(thread -> canaries.look("a thread", thread.toString()));
      }
    }
    assertThat(canaries.found()).isEmpty();
    assertThat(canaries.lines()).isGreaterThan(600);
  }

  @Test
  void a_logged_secret_is_detected() {
    try (canaries) {
      canaries.add("a secret", "canary-of-the-test");
      LoggerFactory.getLogger("io.netty.any").debug("It is {}", "canary-of-the-test");
      LoggerFactory.getLogger("x").warn("Why", new IOException("of canary-of-the-test"));
    }
    assertThat(canaries.found()).hasSize(2);
  }

  private void configure(DatabaseConfig admin, String master) {
    flags.put("database.url", admin.url());
    flags.put("database.user", "canary");
    flags.put("database.password", DATABASE_SECRET);
    flags.put("s3.accessKey", "canary");
    flags.put("s3.secretKey", S3_SECRET);
    flags.put("assets.bucket", BUCKET);
    flags.put("auth.masterKey", master);
    flags.put(
        "roles",
        """
        {"arn:aws:iam::%s:role/dataexchange":
           {"accessKey": "canary", "secretKey": "%s", "allowed": ["s3://canary-none/"]},
         "arn:aws:iam::%1$s:role/other":
           {"accessKey": "other", "secretKey": "%s", "allowed": ["s3://*"]}}"""
            .formatted(ACCOUNT, S3_SECRET, ROLE_SECRET));
    flags.put("http.port", "0");
    flags.put("management.port", "0");
    flags.put("console.port", "0");
    flags.put("worker.poll", "200ms");
    flags.put("log.level", "debug");
  }

  private void validAndInvalidCalls() throws Exception {
    AccessKey lasting = key("--account", ACCOUNT);
    AccessKey passing = key("--account", ACCOUNT, "--session", "--expires", "12h");
    assertThat(calls.call(lasting, "GET", "/v1/apps", "").statusCode()).isEqualTo(200);
    assertThat(
            calls.call(passing, "GET", "/v1/apps", "", "X-Amz-Security-Token", token).statusCode())
        .isEqualTo(200);
    assertThat(calls.call(lasting, "POST", "/v1/apps", "{\"Name\":5}").statusCode()).isEqualTo(400);
    assertThat(calls.call(passing, "GET", "/v1/apps", "").statusCode()).isEqualTo(403);
    assertThat(
            calls.call(lasting, "GET", "/v1/apps", "", "X-Amz-Security-Token", token).statusCode())
        .isEqualTo(403);
    AccessKey wrong = new AccessKey(lasting.id(), lasting.secret() + "x", ACCOUNT, true);
    assertThat(calls.call(wrong, "GET", "/v1/apps", "").statusCode()).isEqualTo(403);
    for (String header : List.of(lasting.secret(), "AWS4-HMAC-SHA256 " + lasting.secret())) {
      assertThat(calls.raw("/v1/apps", "Authorization", header).statusCode()).isIn(400, 403);
    }
    String query =
        "?X-Amz-Security-Token=%s&X-Amz-Credential=%s"
            .formatted(URLEncoder.encode(token, UTF_8), URLEncoder.encode(lasting.secret(), UTF_8));
    assertThat(calls.raw("/v1/apps" + query).statusCode()).isIn(400, 403);
  }

  private AccessKey key(String... arguments) {
    List<String> all = new ArrayList<>(List.of("create"));
    all.addAll(List.of(arguments));
    Map<String, String> made = new LinkedHashMap<>();
    run(new KeysCommand(), all)
        .lines()
        .filter(line -> line.contains("="))
        .forEach(line -> made.put(line.split("=", 2)[0], line.split("=", 2)[1]));
    if (made.containsKey("AWS_SESSION_TOKEN")) {
      token = canaries.add("a session token", made.get("AWS_SESSION_TOKEN"));
    }
    String id = made.get("AWS_ACCESS_KEY_ID");
    String secret = canaries.add("the secret of " + id, made.get("AWS_SECRET_ACCESS_KEY"));
    return new AccessKey(id, secret, ACCOUNT, true);
  }

  /** An import whose source does not exist, so its error has a message of S3. */
  private void failedJob() throws Exception {
    AccessKey key = key("--account", ACCOUNT);
    JsonObject set =
        calls.dataExchange(
            key,
            "POST",
            "/v1/data-sets",
            "{'AssetType':'S3_SNAPSHOT','Description':'d','Name':'n'}");
    String path = "/v1/data-sets/" + set.getString("Id") + "/revisions";
    JsonObject revision = calls.dataExchange(key, "POST", path, "{}");
    String job =
        """
        {'Type':'IMPORT_ASSETS_FROM_S3','Details':{'ImportAssetsFromS3':{'DataSetId':'%s',
         'RevisionId':'%s','AssetSources':[{'Bucket':'canary-none','Key':'none'}]}}}"""
            .formatted(set.getString("Id"), revision.getString("Id"));
    String id = calls.dataExchange(key, "POST", "/v1/jobs", job).getString("Id");
    calls.dataExchange(key, "PATCH", "/v1/jobs/" + id, "");
    Vertx vertx = Vertx.vertx();
    for (int look = 0; look < 300 && !state(key, id).equals("ERROR"); look++) {
      Waiting.await(vertx.timer(200).mapEmpty());
    }
    Waiting.await(vertx.close());
    assertThat(state(key, id)).isEqualTo("ERROR");
    canaries.look("jobs show", run(new JobsCommand(), List.of("show", id)));
    canaries.look("jobs list", run(new JobsCommand(), List.of("list")));
    canaries.look("keys list", run(new KeysCommand(), List.of("list")));
  }

  private String state(AccessKey key, String job) throws Exception {
    return calls.dataExchange(key, "GET", "/v1/jobs/" + job, "").getString("State");
  }

  /** Makes calls while the database rejects connections. */
  private void callsWithoutDatabase(DatabaseConfig admin) throws Exception {
    AccessKey key = key("--account", ACCOUNT);
    Sql.run(
        admin,
        "alter role canary nologin",
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'canary'");
    Vertx vertx = Vertx.vertx();
    int status = calls.call(key, "GET", "/v1/apps", "").statusCode();
    for (int look = 0;
        look < 300 && status < 500;
        look++) { // connections are closed asynchronously
      Waiting.await(vertx.timer(100).mapEmpty());
      status = calls.call(key, "GET", "/v1/apps", "").statusCode();
    }
    Waiting.await(vertx.close());
    assertThat(status).isGreaterThanOrEqualTo(500);
    calls.raw("/_longshore/health");
    command(new DoctorCommand());
    Sql.run(admin, "alter role canary login");
  }

  private void tables(DatabaseConfig admin) {
    List<String> names =
        Sql.run(admin, "select tablename from pg_tables where schemaname = 'public'");
    assertThat(names).hasSizeGreaterThan(20);
    for (String name : names) {
      Sql.run(admin, "select t::text from " + name + " t")
          .forEach(row -> canaries.look("the table " + name, row));
    }
  }

  private void command(Object command) {
    canaries.look(command.getClass().getSimpleName(), run(command, List.of()));
  }

  private String run(Object command, List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    flags.forEach((key, value) -> all.addAll(List.of("--set", key + "=" + value)));
    all.add("--debug");
    String said = CommandResult.of(command, all).said();
    canaries.everything();
    return said;
  }

  /** The S3 accepts only the canary's key. */
  private static final class OneKey implements KeySource {
    @Override
    public Future<Optional<AccessKey>> find(String accessKey) {
      return Future.succeededFuture(
          accessKey.equals("canary")
              ? Optional.of(new AccessKey("canary", S3_SECRET, "000000000000", true))
              : Optional.empty());
    }
  }
}
