package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.compress.zstd.ZstdInputStream;
import io.longshore.fixture.Backends;
import io.longshore.fixture.Gzip;
import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sql;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.GetJobResponse;
import software.amazon.awssdk.services.dataexchange.model.State;
import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.ExportJobResponse;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;

/** The compression and the encryption that the configuration of a role decides. */
@Timeout(180)
class RoleFormatsIT extends RolesFixture {

  /** Of two lines that the test writes, as exports had it before roles had settings. */
  private static final String GOLDEN =
      "a847cc6124d245d1a75d59f3679ff199f8b646ab61efc8b0524c02bce9c3c0a2";

  private static final String KMS = "arn:aws:kms:us-east-1:111122223333:key/k";
  private static final String SSE = "x-amz-server-side-encryption";
  private static final String ROLE = "arn:aws:iam::111122223333:role/";

  private JsonObject with(String... compressions) {
    JsonObject roles = roles();
    for (String compression : compressions) {
      JsonObject export = new JsonObject().put("compression", compression);
      roles.put(ROLE + compression, new JsonObject().put("allowed", OPEN).put("export", export));
    }
    return roles;
  }

  @Test
  void names_types_and_bytes_follow_the_compression_of_the_role() throws Exception {
    JsonObject roles = with("gzip", "zstd", "none");
    try (Installation server = Installation.start(temp.resolve("data"), flags(roles));
        S3Objects objects = new S3Objects(Backends.s3())) {
      PinpointAsyncClient pinpoint = client(PinpointAsyncClient.builder(), server);
      String app = app(pinpoint);
      call(
          pinpoint.updateEndpoint(
              r ->
                  r.applicationId(app)
                      .endpointId("e-1")
                      .endpointRequest(e -> e.address("a@b.example").channelType("EMAIL"))));
      for (String name : List.of("gzip", "zstd", "none")) {
        String job = call(export(pinpoint, app, ROLE + name, OPEN + name + "/"));
        assertThat(ended(pinpoint, app, job).jobStatus()).isEqualTo(JobStatus.COMPLETED);
      }
      String line = exported(objects, "open/none/", "-part-00000.json", "application/x-ndjson");
      assertThat(line).contains("\"Id\":\"e-1\"").endsWith("\n");
      assertThat(exported(objects, "open/gzip/", "-part-00000.gz", "application/gzip"))
          .isEqualTo(line);
      assertThat(exported(objects, "open/zstd/", "-part-00000.zst", "application/zstd"))
          .isEqualTo(line);
      personalize(server, objects);
    }
  }

  @Test
  void a_role_without_settings_changes_no_byte_of_an_export() throws Exception {
    JsonObject roles = roles();
    JsonObject empty = new JsonObject().put("allowed", OPEN).put("export", new JsonObject());
    roles.put(ROLE + "empty", empty);
    try (Installation server = Installation.start(temp.resolve("data"), flags(roles));
        S3Objects objects = new S3Objects(Backends.s3())) {
      PinpointAsyncClient pinpoint = client(PinpointAsyncClient.builder(), server);
      String app = app(pinpoint);
      Sql.run(
          database,
          "insert into pinpoint_endpoint (container, bucket, id, line, version, revision)"
              + " select '%s', 1, id, line, 2, 1 from (values".formatted(app)
              + " ('a', '{\"Id\":\"a\",\"Address\":\"x\"}'),"
              + " ('b', '{\"Id\":\"b\",\"Address\":\"y\"}')) as r (id, line)");
      JsonObject plain = object(objects, pinpoint, app, OWN, "plain/");
      JsonObject same = object(objects, pinpoint, app, ROLE + "empty", "empty/");

      assertThat(plain.getString("Sha256")).isEqualTo(GOLDEN);
      assertThat(objects.bytes(BUCKET, same.getString("Key")))
          .isEqualTo(objects.bytes(BUCKET, plain.getString("Key")));
      plain.remove("Key");
      same.remove("Key");
      assertThat(same).isEqualTo(plain);
    }
  }

  /** What the manifest of an export says of its only object, and nothing that roles add. */
  private static JsonObject object(
      S3Objects objects, PinpointAsyncClient pinpoint, String app, String role, String folder) {
    String job = call(export(pinpoint, app, role, OPEN + folder));
    assertThat(ended(pinpoint, app, job).jobStatus()).isEqualTo(JobStatus.COMPLETED);
    String key = "open/" + folder + "_" + job + "-manifest.json";
    JsonObject manifest = new JsonObject(new String(objects.bytes(BUCKET, key), UTF_8));
    assertThat(manifest.fieldNames())
        .containsExactlyInAnyOrder(
            "FormatVersion",
            "JobId",
            "ApplicationId",
            "Objects",
            "TotalObjects",
            "TotalRows",
            "TotalBytes",
            "entries");
    return manifest.getJsonArray("Objects").getJsonObject(0);
  }

  private void personalize(Installation server, S3Objects objects) throws IOException {
    PersonalizeAsyncClient client = client(PersonalizeAsyncClient.builder(), server);
    String dataset = MaskedDataset.create(client);
    String rows = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\nu,i,1700000000,click\n";
    objects.put(BUCKET, "open/rows.csv", rows.getBytes(UTF_8));
    MaskedDataset.imported(client, dataset, OWN, OPEN + "rows.csv");
    for (String name : List.of("gzip", "zstd", "none")) {
      MaskedDataset.exported(client, dataset, name, ROLE + name, OPEN + "p/");
    }
    assertThat(exported(objects, "open/p/gzip/", "part-00000.csv.gz", "application/gzip"))
        .isEqualTo(rows);
    assertThat(exported(objects, "open/p/zstd/", "part-00000.csv.zst", "application/zstd"))
        .isEqualTo(rows);
    assertThat(exported(objects, "open/p/none/", "part-00000.csv", "text/csv")).isEqualTo(rows);
  }

  private static String exported(S3Objects objects, String folder, String name, String type)
      throws IOException {
    List<String> keys =
        objects.keys(BUCKET).stream()
            .filter(key -> key.startsWith(folder) && !key.endsWith("manifest.json"))
            .toList();
    assertThat(keys).singleElement().asString().endsWith(name);
    assertThat(objects.contentType(BUCKET, keys.get(0))).isEqualTo(type);
    byte[] stored = objects.bytes(BUCKET, keys.get(0));
    if (name.endsWith(".zst")) {
      return new String(
          new ZstdInputStream(new ByteArrayInputStream(stored)).readAllBytes(), UTF_8);
    }
    return new String(name.endsWith(".gz") ? Gzip.plain(stored) : stored, UTF_8);
  }

  @Test
  void a_role_encrypts_what_every_service_writes_and_a_refusal_fails_the_job_with_its_words()
      throws Exception {
    JsonObject roles = roles();
    roles.getJsonObject(OWN).put("sse", KMS);
    roles.getJsonObject(ELSEWHERE).put("sse", KMS);
    roles.put(ROLE + "own-keys", new JsonObject().put("allowed", OPEN).put("sse", "AES256"));
    roles.put(
        ROLE + "dataexchange",
        new JsonObject().put("allowed", new JsonArray().add(OPEN)).put("sse", KMS));
    String refusal = "does not support KMS keys";
    try (Installation server = Installation.start(temp.resolve("data"), flags(roles))) {
      PinpointAsyncClient pinpoint = client(PinpointAsyncClient.builder(), server);
      String app = app(pinpoint);
      ExportJobResponse failed = ended(pinpoint, app, call(export(pinpoint, app, OWN, OPEN)));
      assertThat(failed.jobStatus()).isEqualTo(JobStatus.FAILED);
      assertThat(failed.failures().toString()).contains(refusal);
      String encrypted = call(export(pinpoint, app, ROLE + "own-keys", OPEN));
      assertThat(ended(pinpoint, app, encrypted).jobStatus()).isEqualTo(JobStatus.COMPLETED);

      DataExchangeAsyncClient exchange = client(DataExchangeAsyncClient.builder(), server);
      String set = DataExchangeCalls.dataSet(exchange, AssetType.S3_SNAPSHOT).id();
      String revision = DataExchangeCalls.revision(exchange, set);
      GetJobResponse job =
          DataExchangeCalls.imported(exchange, set, revision, BUCKET, "open/a.csv");
      assertThat(job.state()).isEqualTo(State.ERROR);
      assertThat(job.errors().toString()).contains(refusal);

      call(export(pinpoint, app, ELSEWHERE, OPEN));
      until(
          () -> CompletableFuture.completedFuture(busyS3.requests),
          asked ->
              asked.stream().anyMatch(headers -> KMS.equals(headers.get(SSE + "-aws-kms-key-id"))));
      assertThat(busyS3.requests)
          .anySatisfy(headers -> assertThat(headers.get(SSE)).isEqualTo("aws:kms"));
    }
  }
}
