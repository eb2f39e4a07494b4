package io.longshore.conformance;

import static io.longshore.conformance.LostCommitsServer.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Backends;
import io.longshore.fixture.Installation;
import io.longshore.fixture.LostCommits;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sql;
import io.longshore.job.JobId;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls every operation of the operator API that changes something while the connection to the
 * database breaks after the change and before its response arrives, and repeats each call as SDKs
 * do. Test controls are left out: what they set up may be set up again.
 */
@Timeout(180)
class LostOperatorCommitsIT {

  @TempDir Path temp;

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
      Set.of(
          "longshore.CreateSession",
          "longshore.DryRunImport",
          "longshore.ExplainPolicy",
          "longshore.VerifyAudit");

  /** What a repeated call leaves over is removed after a day. */
  private static final Set<String> WITH_LEFTOVERS = Set.of("longshore.CreateFileUpload");

  /** They set a state, and find it set when they are repeated. */
  private static final Set<String> SETTING_A_STATE =
      Set.of(
          "longshore.AbortFileUpload",
          "longshore.CompleteFileUpload",
          "longshore.UploadFilePart",
          "longshore.EnableEventTarget",
          "longshore.RedriveEvents",
          "longshore.ResendEventDelivery");

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
        Installation server =
            Installation.start(temp, LostCommitsServer.flags(temp, database, proxy))) {
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
      all.addAll(SETTING_A_STATE);
      all.addAll(WITH_LEFTOVERS);
      assertThat(
              calls.operations().values().stream()
                  .filter(operation -> operation.signingName().equals("longshore"))
                  .filter(operation -> !operation.method().equals("GET"))
                  .filter(operation -> !operation.path().startsWith("/_longshore/v1/test/"))
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

    /** A response without what workers change meanwhile: a job that is cancelled ends by itself. */
    private static Reply fixed(Reply reply) {
      JsonObject body = reply.json();
      boolean cancelled = body.getBoolean("CancelRequested", false);
      if (cancelled) {
        assertThat(body.remove("State")).isIn("QUEUED", "CANCELLED");
        assertThat(body.remove("Status")).isIn("CANCELLING", "CANCELLED");
      }
      return cancelled ? new Reply(reply.status(), reply.error(), body.encode()) : reply;
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
      assertThat(fixed(call(operation, subject, invocation))).isEqualTo(fixed(second));
      if (first.status() == 200) {
        assertThat(fixed(second)).isEqualTo(fixed(first));
      }
      assertThat(Sql.run(database, count)).as(operation).containsExactly("" + (before + 1));
      done.add("longshore." + operation);
      return second.json();
    }
  }
}
