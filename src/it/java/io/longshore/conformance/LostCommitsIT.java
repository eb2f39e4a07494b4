package io.longshore.conformance;

import static io.longshore.conformance.LostCommitsServer.ACCOUNT;
import static io.longshore.conformance.LostCommitsServer.RECEIVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Backends;
import io.longshore.fixture.Installation;
import io.longshore.fixture.LostCommits;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sql;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
 * Calls every creating operation while the connection to the database breaks after COMMIT is sent
 * and before its response arrives, and repeats each call as SDKs do.
 */
@Timeout(180)
class LostCommitsIT {

  private static final Pattern ONCE =
      Pattern.compile("\\w+\\.((Create|Start|Send|Accept)\\w+|UpdateSegment)");

  @TempDir Path temp;

  @Test
  void a_create_without_a_response_takes_effect_once() throws Exception {
    DatabaseConfig database = Backends.migratedDatabase();
    objects();
    try (LostCommits proxy = new LostCommits(database);
        Installation server =
            Installation.start(temp, LostCommitsServer.flags(temp, database, proxy))) {
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
              .filter(id -> !id.startsWith("longshore.")) // in LostOperatorCommitsIT
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
      if (!ONCE.matcher(id).matches() || id.startsWith("longshore.")) {
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
}
