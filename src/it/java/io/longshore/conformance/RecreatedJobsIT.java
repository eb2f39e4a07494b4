package io.longshore.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.conformance.RawCalls.Reply;
import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RecreateJob for the jobs of all services, by the operations that the services serve. */
@Timeout(180)
class RecreatedJobsIT {

  private static final Set<String> TYPES =
      Set.of(
          "cleanroomsml.export",
          "cleanroomsml.generation",
          "cleanroomsml.training",
          "dataexchange.export",
          "dataexchange.import",
          "personalize.deletion",
          "personalize.export",
          "personalize.import",
          "pinpoint.export",
          "pinpoint.import");

  /** What a new job has of its own. */
  private static final Set<String> OWN =
      Set.of("arn", "exportId", "generationJobId", "audienceModelArn", "jobName", "seq");

  private static final String EXPORT =
      "{'name':'isolation','audienceGenerationJobArn':'${generation}','audienceSize':{'type':'ABSOLUTE','value':25},'description':'again'}";

  private static RawCalls calls;
  private static String account;
  private static Map<String, String> own;
  private static List<JsonObject> first;

  @BeforeAll
  static void make() throws Exception {
    calls = new RawCalls();
    account = "74%010d".formatted(ThreadLocalRandom.current().nextLong(10_000_000_000L));
    String bucket = OwnedResources.bucket(account);
    try (S3Objects objects = new S3Objects(Installation.shared().s3(account))) {
      objects.createBucket(bucket);
      String endpoint = "{\"ChannelType\":\"EMAIL\",\"Address\":\"a@example.com\",\"Id\":\"a\"}\n";
      objects.put(bucket, "import.json", bytes(endpoint));
      objects.put(bucket, "rows.csv", bytes("USER_ID,ITEM_ID,TIMESTAMP\nu,i,1700000000\n"));
      objects.put(bucket, "clicks/all.csv", TwoTasteData.csv(0, 200));
      objects.put(bucket, "seed.jsonl", TwoTasteData.lines(TwoTasteData.seed(50)));
    }
    own = OwnedResources.made(calls, account, "first").of;
    await("generation of the audience", () -> unfinished().isEmpty());
    ok(call("cleanroomsml.StartAudienceExportJob", EXPORT, own));
    await("end of all jobs", () -> unfinished().isEmpty());
    first = jobs(Map.of());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void a_job_of_every_type_is_created_again_with_its_request_and_ends_as_the_first_one() {
    Set<String> types = new TreeSet<>();
    for (JsonObject old : first) {
      // the revision of this import is finalized
      if (!old.getString("Type").equals("dataexchange.import")) {
        JsonObject again = recreated(old);
        types.add(old.getString("Type"));
        assertSame(old, ended(again.getString("JobId")));
      }
    }
    types.add("dataexchange.import"); // in the other test
    assertThat(types).isEqualTo(TYPES);
  }

  private static void assertSame(JsonObject old, JsonObject now) {
    assertThat(now.getString("Type")).isEqualTo(old.getString("Type"));
    assertThat(now.getString("Status")).as("%s", now).isEqualTo(old.getString("Status"));
    assertThat(request(now)).isEqualTo(request(ended(old.getString("JobId"))));
    assertThat(now.getString("JobId")).isNotEqualTo(old.getString("JobId"));
  }

  private static JsonObject request(JsonObject job) {
    JsonObject request = job.getJsonObject("Request").copy();
    OWN.forEach(request::remove);
    // The rows that an export of a dataset sees are those of its start.
    List.of("seq", "loads").forEach(request.getJsonObject("selection", new JsonObject())::remove);
    // The job of an event action becomes an ordinary one.
    request.getJsonObject("Details", new JsonObject()).remove("EventActionArn");
    return request;
  }

  @Test
  void a_new_export_of_an_audience_has_a_new_name_and_the_same_size_and_description() {
    JsonObject old = jobs(Map.of("type", "cleanroomsml.export")).get(0);

    JsonObject again = recreated(old);
    ended(again.getString("JobId"));

    JsonObject listed =
        ok(calls.call(account, "cleanroomsml.ListAudienceExportJobs", Map.of(), null))
            .getJsonArray("audienceExportJobs")
            .getJsonObject(0);
    assertThat(listed.getString("name")).matches("isolation(-[0-9a-f]{8}){1,2}");
    assertThat(listed.getString("outputLocation")).contains(again.getString("JobId"));
    assertThat(listed.getString("description")).isEqualTo("again");
    assertThat(listed.getJsonObject("audienceSize").getInteger("value")).isEqualTo(25);
  }

  @Test
  void a_job_of_data_exchange_is_created_and_started_unless_its_file_must_be_uploaded() {
    Set<String> refused = new TreeSet<>();
    for (Map.Entry<String, String> each : DataExchangeJobBodies.bodies().entrySet()) {
      String tagged =
          each.getKey().equals("IMPORT_ASSETS_FROM_S3")
              ? each.getValue()
                  .replaceFirst("}$", ",'AssetConfiguration':{'Tags':[{'Key':'k','Value':'v'}]}}")
              : each.getValue();
      JsonObject old = ok(call("dataexchange.CreateJob", tagged, own));
      Map<String, String> named = new HashMap<>(own);
      named.put("job", old.getString("Id"));
      ok(call("dataexchange.StartJob", null, named));
      JsonObject before = ended(old.getString("Id"));
      Reply again = recreate(old.getString("Id"));
      if (again.status() == 409) {
        refused.add(each.getKey());
        assertThat(again.json().getString("Message")).contains(each.getKey(), "upload the file");
      } else {
        JsonObject now = ended(ok(again).getString("JobId"));
        assertSame(before, now);
        named.put("job", now.getString("JobId"));
        JsonObject shown = ok(call("dataexchange.GetJob", null, named));
        assertThat(shown.getString("Type")).isEqualTo(each.getKey());
        assertThat(shown.getJsonObject("AssetConfiguration"))
            .isEqualTo(old.getJsonObject("AssetConfiguration"));
      }
    }
    assertThat(refused)
        .containsExactly("IMPORT_ASSET_FROM_API_GATEWAY_API", "IMPORT_ASSET_FROM_SIGNED_URL");
  }

  @Test
  void what_the_service_refuses_and_what_is_deleted_is_not_created_again() {
    JsonObject imported =
        jobs(Map.of("type", "dataexchange.import")).stream()
            .filter(
                job ->
                    ended(job.getString("JobId"))
                        .getJsonObject("Request")
                        .encode()
                        .contains(own.get("revision")))
            .findFirst()
            .orElseThrow();
    assertThat(recreate(imported.getString("JobId")).json().getString("Message"))
        .startsWith("dataexchange:CreateJob refuses the request: ConflictException")
        .contains("finalized");

    JsonObject body =
        new JsonObject().put("name", "deleted").put("trainingDatasetArn", own.get("training"));
    String arn =
        ok(calls.call(account, "cleanroomsml.CreateAudienceModel", Map.of(), body.encode()))
            .getString("audienceModelArn");
    String job = arn.substring(arn.lastIndexOf('/') + 1);
    ended(job);
    ok(
        calls.call(
            account, "cleanroomsml.DeleteAudienceModel", Map.of("audienceModelArn", arn), null));
    await(
        "deletion of the model",
        () ->
            calls
                    .call(
                        account,
                        "cleanroomsml.GetAudienceModel",
                        Map.of("audienceModelArn", arn),
                        null)
                    .status()
                == 404);
    Reply gone = recreate(job);
    assertThat(gone.status()).as("%s", gone).isEqualTo(409);
    assertThat(gone.json().getString("Message"))
        .contains("cannot be created again", "audience model " + arn + " was deleted");
  }

  private static JsonObject recreated(JsonObject old) {
    JsonObject again = ok(recreate(old.getString("JobId")));
    assertThat(again.getString("RecreatedFrom")).isEqualTo(old.getString("JobId"));
    assertThat(again.getString("Service")).isEqualTo(old.getString("Service"));
    return again;
  }

  private static Reply recreate(String job) {
    return calls.call(account, "longshore.RecreateJob", Map.of("jobId", job), null);
  }

  private static Reply call(String operation, String body, Map<String, String> values) {
    return calls.call(
        account,
        operation,
        PathSlots.parameters(calls.operations().get(operation), values),
        PathSlots.filled(body, values, account));
  }

  private static JsonObject ok(Reply reply) {
    assertThat(reply.status() / 100).as("%s", reply).isEqualTo(2);
    return reply.body().isEmpty() ? new JsonObject() : reply.json();
  }

  private static JsonObject ended(String job) {
    JsonObject[] last = new JsonObject[1];
    await(
        "end of " + job,
        () -> {
          Map<String, String> named = Map.of("jobId", job);
          last[0] = ok(calls.call(account, "longshore.GetJob", named, null)).getJsonObject("Job");
          return Set.of("SUCCEEDED", "FAILED", "CANCELLED").contains(last[0].getString("State"));
        });
    return last[0];
  }

  private static List<JsonObject> jobs(Map<String, String> filter) {
    Map<String, String> parameters = new HashMap<>(filter);
    parameters.put("maxResults", "1000");
    return ok(calls.call(account, "longshore.ListJobs", parameters, null))
        .getJsonArray("Jobs")
        .stream()
        .map(JsonObject.class::cast)
        .filter(job -> job.containsKey("ServiceJobId"))
        .toList();
  }

  private static Set<String> unfinished() {
    Set<String> ids = new HashSet<>();
    for (JsonObject job : jobs(Map.of())) {
      if (!job.containsKey("FinishedAt")) {
        ids.add(job.getString("JobId"));
      }
    }
    return ids;
  }

  /** A condition that becomes true. */
  private interface Condition {
    boolean holds();
  }

  private static void await(String what, Condition condition) {
    long end = System.nanoTime() + 60_000_000_000L;
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
    }
  }
}
