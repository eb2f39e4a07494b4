package io.longshore.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.DatabaseConfig;
import io.longshore.config.S3Config;
import io.longshore.fixture.Backends;
import io.longshore.fixture.Installation;
import io.longshore.fixture.LostCommits;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sql;
import io.longshore.job.JobId;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls every operation that creates something, and every one of the operator API that changes
 * something, while the connection to the database breaks after COMMIT is sent and before its
 * response arrives, and repeats each call as SDKs do.
 */
@Timeout(180)
class LostCommitsIT {

  private static final String ACCOUNT = "710000000001";
  private static final String RECEIVER = "702000000009";
  private static final Pattern ONCE =
      Pattern.compile("\\w+\\.((Create|Start|Send|Accept)\\w+|UpdateSegment)");

  @TempDir Path temp;

  @Test
  void a_create_without_a_response_takes_effect_once() throws Exception {
    DatabaseConfig database = Backends.migratedDatabase();
    objects();
    try (LostCommits proxy = new LostCommits(database);
        Installation server = Installation.start(temp, flags(database, proxy.before(database)))) {
      Retried calls = new Retried(server.uri(), proxy);
      Map<String, String> made = OwnedResources.made(calls, ACCOUNT, "first").of;
      calls.done(ACCOUNT, "pinpoint.UpdateSegment", made, "{'Name':'second'}");
      calls.done(ACCOUNT, "dataexchange.SendDataSetNotification", made, "{'Type':'DATA_DELAY'}");
      calls.done(RECEIVER, "dataexchange.AcceptDataGrant", made, null);
      export(calls, made);

      Set<String> creates =
          calls.operations().keySet().stream()
              .filter(id -> ONCE.matcher(id).matches())
              .filter(id -> !id.equals("dataexchange.SendApiAsset")) // not served
              .filter(id -> !id.startsWith("longshore.")) // in the other test
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(calls.answers.keySet()).isEqualTo(creates).hasSizeGreaterThan(20);
      assertThat(proxy.lost()).isEqualTo(calls.calls);
      assertThat(Sql.run(database, "select operation from create_replay where token is null"))
          .as("operations without an idempotent response")
          .isEmpty();
      assertThat(
              Sql.run(
                  database,
                  "select count(*) from job where type = 'pinpoint.export'",
                  "select count(*) from pinpoint_app",
                  "select count(*) from pinpoint_segment",
                  "select count(*) from dataexchange_notification"))
          .containsExactly("1", "1", "2", "1");
    }
  }

  /** What the operations of the operator API that are not GET change, as statements count it. */
  private static final Map<String, String> CHANGES =
      Map.of(
          "longshore.HoldJob", "select count(*) from job_event where kind = 'HELD'",
          "longshore.RetryJob", "select count(*) from job_event where kind = 'RETRIED'",
          "longshore.ReleaseJob", "select count(*) from job_event where kind = 'RELEASED'",
          "longshore.CancelJob", "select count(*) from job_event where kind = 'CANCEL_REQUESTED'",
          "longshore.RecreateJob", "select count(*) from job",
          "longshore.CreateKey", "select count(*) from access_key",
          "longshore.RotateKey", "select count(*) from access_key",
          "longshore.DisableKey",
              "select count(*) from audit_event where operation = 'keys.Disable'");

  /** They change nothing in the database. */
  private static final Set<String> WITHOUT_CHANGES =
      Set.of("longshore.CreateSession", "longshore.ExplainPolicy", "longshore.VerifyAudit");

  @Test
  void a_change_by_the_operator_api_without_a_response_takes_effect_once() throws Exception {
    DatabaseConfig database = Backends.migratedDatabase();
    try (S3Objects objects = new S3Objects(Backends.s3())) {
      objects.createBucket(OwnedResources.bucket(ACCOUNT));
    }
    Sql.run(
        database,
        "create function later() returns trigger language plpgsql as"
            + " 'begin new.run_at := now() + interval ''1 hour''; return new; end'",
        "create trigger later before insert on task for each row execute function later()");
    try (LostCommits proxy = new LostCommits(database);
        Installation server = Installation.start(temp, flags(database, proxy.before(database)))) {
      Changes calls = new Changes(server.uri(), proxy, database);
      calls.app();
      String job = calls.job();
      UUID id = JobId.parse(job).orElseThrow().value();
      calls.changes("HoldJob", job, () -> proxy.lose(id, 2));
      calls.changes("RetryJob", job, () -> proxy.lose("longshore.RetryJob"));
      calls.changes("CancelJob", job, () -> proxy.lose("CANCEL_REQUESTED"));
      calls.changes("RecreateJob", job, () -> proxy.lose("pinpoint.CreateExportJob"));
      String held = calls.job();
      calls.call("HoldJob", held, Map.of());
      calls.changes(
          "ReleaseJob", held, () -> proxy.lose(JobId.parse(held).orElseThrow().value(), 2));
      String key =
          calls
              .changes("CreateKey", "", () -> proxy.lose("longshore.CreateKey"))
              .getString("AccessKeyId");
      calls.changes("RotateKey", key, () -> proxy.lose("longshore.RotateKey"));
      calls.changes("DisableKey", key, () -> proxy.lose("keys.Disable"));

      assertThat(calls.done).isEqualTo(CHANGES.keySet());
      assertThat(proxy.lost()).isEqualTo(CHANGES.size());
      Set<String> all = new TreeSet<>(CHANGES.keySet());
      all.addAll(WITHOUT_CHANGES);
      assertThat(
              calls.operations().values().stream()
                  .filter(operation -> operation.signingName().equals("longshore"))
                  .filter(operation -> !operation.method().equals("GET"))
                  .map(RawCalls.Operation::id))
          .containsExactlyInAnyOrderElementsOf(all);
    }
  }

  /** Loses the response of the database to a change, and sends each change three times. */
  private static final class Changes extends RawCalls {

    private final DatabaseConfig database;
    private final LostCommits proxy;
    private final Set<String> done = new TreeSet<>();
    private String app;

    Changes(URI base, LostCommits proxy, DatabaseConfig database) throws IOException {
      super(base);
      this.proxy = proxy;
      this.database = database;
    }

    void app() {
      app =
          call(ACCOUNT, "pinpoint.CreateApp", Map.of(), "{\"Name\":\"lost\"}")
              .json()
              .getString("Id");
    }

    /** A job whose tasks are due in an hour. */
    String job() {
      String body =
          PathSlots.filled(
              "{'RoleArn':'${role}','S3UrlPrefix':'s3://${bucket}/out/'}", Map.of(), ACCOUNT);
      Reply made = call(ACCOUNT, "pinpoint.CreateExportJob", Map.of("applicationId", app), body);
      assertThat(made.status()).as("%s", made).isEqualTo(202);
      return made.json().getString("Id");
    }

    Reply call(String operation, String subject, Map<String, String> headers) {
      Map<String, String> named = Map.of("jobId", subject, "accessKeyId", subject);
      String body = operation.equals("CreateKey") ? "{}" : null;
      return call(ACCOUNT, "longshore." + operation, named, body, headers);
    }

    JsonObject changes(String operation, String subject, Runnable lose) {
      String count = CHANGES.get("longshore." + operation);
      long before = Long.parseLong(Sql.run(database, count).get(0));
      int lost = proxy.lost();
      Map<String, String> invocation =
          Map.of("amz-sdk-invocation-id", UUID.randomUUID().toString());
      lose.run();
      Reply first = call(operation, subject, invocation);
      assertThat(proxy.lost()).as(operation).isEqualTo(lost + 1);
      assertThat(first.status()).as("%s: %s", operation, first).isIn(200, 503);
      Reply second = call(operation, subject, invocation);
      assertThat(second.status()).as("%s: %s", operation, second).isEqualTo(200);
      assertThat(call(operation, subject, invocation)).isEqualTo(second);
      if (first.status() == 200) {
        assertThat(second).isEqualTo(first);
      }
      assertThat(Sql.run(database, count)).as(operation).containsExactly("" + (before + 1));
      done.add("longshore." + operation);
      return second.json();
    }
  }

  private static void export(Retried calls, Map<String, String> made) {
    long end = System.nanoTime() + 60_000_000_000L;
    String get = "cleanroomsml.GetAudienceGenerationJob";
    while (!calls.done(ACCOUNT, get, made, null).getString("status").equals("ACTIVE")) {
      assertThat(System.nanoTime()).isLessThan(end);
    }
    calls.done(
        ACCOUNT,
        "cleanroomsml.StartAudienceExportJob",
        made,
        "{'name':'isolation','audienceGenerationJobArn':'${generation}','audienceSize':{'type':'ABSOLUTE','value':25}}");
  }

  /** Loses the response of the COMMIT of each creating call, and sends each call twice. */
  private static final class Retried extends RawCalls {

    private final LostCommits proxy;
    private final Map<String, String> answers = new TreeMap<>();
    private int calls;

    Retried(URI base, LostCommits proxy) throws IOException {
      super(base);
      this.proxy = proxy;
    }

    @Override
    Reply call(String account, String id, Map<String, String> parameters, String body) {
      if (!ONCE.matcher(id).matches()) {
        return super.call(account, id, parameters, body);
      }
      calls++;
      proxy.lose(id);
      Map<String, String> invocation =
          Map.of("amz-sdk-invocation-id", UUID.randomUUID().toString());
      Reply first = super.call(account, id, parameters, body, invocation);
      assertThat(first.status() / 100).as("%s answered %s", id, first).isEqualTo(2);
      Reply again = super.call(account, id, parameters, body, invocation);
      assertThat(again).as(id).isEqualTo(first);
      answers.put(id, first.body());
      return first;
    }

    JsonObject done(String account, String id, Map<String, String> values, String body) {
      Reply reply =
          call(
              account,
              id,
              PathSlots.parameters(operations().get(id), values),
              PathSlots.filled(body, values, account));
      assertThat(reply.status() / 100).as("%s answered %s", id, reply).isEqualTo(2);
      return reply.body().isEmpty() ? new JsonObject() : reply.json();
    }
  }

  private static void objects() {
    try (S3Objects objects = new S3Objects(Backends.s3())) {
      objects.createBucket(OwnedResources.bucket(ACCOUNT));
      objects.createBucket("lost-commits-assets");
      objects.put(
          OwnedResources.bucket(ACCOUNT),
          "import.json",
          bytes("{\"ChannelType\":\"EMAIL\",\"Address\":\"a@example.com\",\"Id\":\"imported\"}\n"));
      objects.put(
          OwnedResources.bucket(ACCOUNT),
          "rows.csv",
          bytes("USER_ID,ITEM_ID,TIMESTAMP\nu,i,1700000000\n"));
      objects.put(OwnedResources.bucket(ACCOUNT), "clicks/all.csv", TwoTasteData.csv(0, 200));
      objects.put(
          OwnedResources.bucket(ACCOUNT), "seed.jsonl", TwoTasteData.lines(TwoTasteData.seed(50)));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Map<String, String> flags(DatabaseConfig database, String proxy) throws IOException {
    S3Config s3 = Backends.s3();
    Path keys =
        Files.writeString(
            temp.resolve("keys"), "%1$s test %1$s%n%2$s test %2$s%n".formatted(ACCOUNT, RECEIVER));
    JsonObject all = new JsonObject().put("allowed", "s3://*");
    Map<String, String> flags = new HashMap<>();
    flags.put("database.url", proxy);
    flags.put("database.user", database.user());
    flags.put("database.password", database.password());
    flags.put("s3.endpoint", s3.endpoint().orElseThrow().toString());
    flags.put("s3.accessKey", s3.accessKey().orElseThrow());
    flags.put("s3.secretKey", s3.secretKey().orElseThrow());
    flags.put("assets.bucket", "lost-commits-assets");
    flags.put("auth.keys_FILE", keys.toString());
    Path master =
        Files.writeString(temp.resolve("master"), Base64.getEncoder().encodeToString(new byte[32]));
    flags.put("auth.masterKey_FILE", master.toString());
    flags.put("roles", new JsonObject().put("arn:aws:iam::" + ACCOUNT + ":role/*", all).encode());
    return flags;
  }
}
