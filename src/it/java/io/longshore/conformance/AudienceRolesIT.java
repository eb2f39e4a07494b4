package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.compress.zstd.ZstdInputStream;
import io.longshore.fixture.Backends;
import io.longshore.fixture.Gzip;
import io.longshore.fixture.Installation;
import io.longshore.fixture.ManifestSchema;
import io.longshore.fixture.RecordingProxy;
import io.longshore.fixture.S3Objects;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.cleanroomsml.CleanRoomsMlAsyncClient;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceExportJobStatus;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceExportJobSummary;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.State;
import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;
import software.amazon.awssdk.services.personalize.model.IngestionMode;

/** What roles decide about exports of audiences: masking, compression and encryption. */
@Timeout(180)
class AudienceRolesIT extends RolesFixture {

  private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=";
  private static final String KMS = "arn:aws:kms:us-east-1:111122223333:key/k";
  private static final String SSE = "x-amz-server-side-encryption";
  private static final String ROLE = "arn:aws:iam::111122223333:role/";

  private static JsonObject role(String member, Object value) {
    return new JsonObject().put("allowed", "s3://" + BUCKET).put(member, value);
  }

  @Override
  JsonObject roles() {
    JsonObject hashed =
        new JsonObject()
            .put("hash", new JsonArray().add("cleanroomsml:user_id"))
            .put("hashKey", KEY)
            .put("compression", "zstd");
    return super.roles()
        .put(ROLE + "audiences", role("allowed", "s3://" + BUCKET))
        .put(ROLE + "hashed", role("export", hashed))
        .put(ROLE + "none", role("export", new JsonObject().put("compression", "none")))
        .put(ROLE + "lake", role("export", new JsonObject().put("format", "parquet")))
        .put(ROLE + "dataexchange", role("sse", "AES256"))
        .put(ROLE + "aes", role("sse", "AES256"))
        .put(ROLE + "kms", role("sse", KMS));
  }

  @Test
  void the_role_of_a_configured_audience_model_hides_packs_and_encrypts_its_audiences()
      throws Exception {
    Map<String, String> flags = flags(roles());
    try (RecordingProxy proxy = new RecordingProxy(Backends.s3().endpoint().orElseThrow());
        Installation server = started(flags, proxy);
        S3Objects objects = new S3Objects(Backends.s3())) {
      objects.put(BUCKET, "clicks/all.csv", TwoTasteData.csv(0, 600));
      objects.put(BUCKET, "seed.jsonl", TwoTasteData.lines(TwoTasteData.seed(50)));
      AudienceCalls owner =
          new AudienceCalls(client(CleanRoomsMlAsyncClient.builder(), server), ACCOUNT, BUCKET);
      String model = owner.model("m", owner.trainingDataset("t", "clicks"));
      owner.trained(model);

      List<String> plain =
          users(Gzip.plain(exported(owner, objects, model, "audiences", ".jsonl.gz")));
      assertThat(plain).hasSize(100).allMatch(user -> user.startsWith("user-"));
      assertThat(users(exported(owner, objects, model, "none", ".jsonl"))).isEqualTo(plain);
      byte[] packed = exported(owner, objects, model, "hashed", ".jsonl.zst");
      byte[] hashed = new ZstdInputStream(new ByteArrayInputStream(packed)).readAllBytes();
      assertThat(users(hashed))
          .isEqualTo(plain.stream().map(user -> KeyedHash.of(KEY, user)).toList());
      assertThat(manifest(objects, "hashed")).contains("user_id").doesNotContain("user-0", KEY);
      exported(owner, objects, model, "aes", ".jsonl.gz");
      exported(owner, objects, model, "lake", ".parquet");
      parquet(objects, plain);

      AudienceExportJobSummary refused = export(owner, model, "kms");
      assertThat(refused.status()).isEqualTo(AudienceExportJobStatus.CREATE_FAILED);
      assertThat(refused.statusDetails().message()).contains("does not support KMS keys");
      assertThat(objects.keys(BUCKET)).noneMatch(key -> key.startsWith("out/kms/"));
      personalize(server, objects);
      exchanged(server);
      encrypted(proxy);
    }
  }

  /** In Parquet the users have the same order. */
  private void parquet(S3Objects objects, List<String> users) throws Exception {
    ParquetFiles files = new ParquetFiles(objects, temp);
    List<String> keys = files.of("out/lake/");
    assertThat(files.types(keys)).containsExactly("user_id VARCHAR");
    assertThat(files.objects(keys).stream().map(row -> row.getString("user_id")).toList())
        .isEqualTo(users);
    files.requireManifest(keys.get(0).replace("part-00000.parquet", "_manifest.json"), keys);
  }

  private Installation started(Map<String, String> flags, RecordingProxy proxy) {
    flags.put("s3.endpoint", proxy.uri().toString());
    return Installation.start(temp.resolve("data"), flags);
  }

  /** An object is copied into an asset, and the asset to a place of the caller. */
  private static void exchanged(Installation server) {
    DataExchangeAsyncClient exchange = client(DataExchangeAsyncClient.builder(), server);
    String set = DataExchangeCalls.dataSet(exchange, AssetType.S3_SNAPSHOT).id();
    String revision = DataExchangeCalls.revision(exchange, set);
    assertThat(DataExchangeCalls.imported(exchange, set, revision, BUCKET, "seed.jsonl").state())
        .isEqualTo(State.COMPLETED);
    String job =
        call(exchange.createJob(
                DataExchangeRequests.byPattern(set, revision, BUCKET, "copies/${Asset.Name}")))
            .id();
    call(exchange.startJob(r -> r.jobId(job)));
    until(() -> exchange.getJob(r -> r.jobId(job)), now -> now.state() == State.COMPLETED);
  }

  /** Every upload and copy asked S3 for the encryption of its role, and for none without one. */
  private static void encrypted(RecordingProxy proxy) {
    encrypted(proxy, "/out/aes/", "AES256", null);
    encrypted(proxy, "/open/p/aes/", "AES256", null);
    encrypted(proxy, "/out/kms/", "aws:kms", KMS);
    encrypted(proxy, "/open/p/kms/", "aws:kms", KMS);
    encrypted(proxy, "/roles-it-assets/", "AES256", null);
    encrypted(proxy, "/copies/", "AES256", null);
    encrypted(proxy, "/out/audiences/", null, null);
  }

  private static void encrypted(RecordingProxy proxy, String place, String method, String key) {
    assertThat(proxy.uploads.stream().filter(upload -> upload.place().contains(place)))
        .as(place)
        .isNotEmpty()
        .allSatisfy(
            upload -> {
              assertThat(upload.headers().get(SSE)).isEqualTo(method);
              assertThat(upload.headers().get(SSE + "-aws-kms-key-id")).isEqualTo(key);
            });
  }

  /** The bytes of the only part of an audience that the role wrote. */
  private static byte[] exported(
      AudienceCalls owner, S3Objects objects, String model, String role, String ending) {
    AudienceExportJobSummary job = export(owner, model, role);
    assertThat(job.status()).isEqualTo(AudienceExportJobStatus.ACTIVE);
    List<String> parts =
        objects.keys(BUCKET).stream()
            .filter(key -> key.startsWith("out/" + role + "/") && !key.endsWith("manifest.json"))
            .toList();
    assertThat(parts).singleElement().asString().endsWith("part-00000" + ending);
    return objects.bytes(BUCKET, parts.get(0));
  }

  private static AudienceExportJobSummary export(AudienceCalls owner, String model, String role) {
    String generation = generation(owner, model, role);
    owner.generated(generation);
    return owner.exported(role, generation, 100);
  }

  private static String generation(AudienceCalls owner, String model, String role) {
    String configured =
        call(owner.client.createConfiguredAudienceModel(
                owner
                    .configuration(role, model)
                    .andThen(
                        request ->
                            request.outputConfig(
                                output ->
                                    output
                                        .roleArn(ROLE + role)
                                        .destination(
                                            to ->
                                                to.s3Destination(
                                                    s3 ->
                                                        s3.s3Uri(
                                                            "s3://" + BUCKET + "/out/" + role)))))))
            .configuredAudienceModelArn();
    return owner.generate(role, configured, "seed.jsonl");
  }

  private static String manifest(S3Objects objects, String role) {
    String key =
        objects.keys(BUCKET).stream()
            .filter(one -> one.startsWith("out/" + role + "/") && one.endsWith("_manifest.json"))
            .findFirst()
            .orElseThrow();
    ManifestSchema.check(objects.bytes(BUCKET, key), BUCKET);
    return new String(objects.bytes(BUCKET, key), UTF_8);
  }

  private static List<String> users(byte[] lines) {
    return new String(lines, UTF_8)
        .lines()
        .map(line -> new JsonObject(line).getString("user_id"))
        .toList();
  }

  /** A dataset export under a role whose bucket does not encrypt so fails with S3's words. */
  private static void personalize(Installation server, S3Objects objects) {
    PersonalizeAsyncClient client = client(PersonalizeAsyncClient.builder(), server);
    String dataset = MaskedDataset.create(client);
    objects.put(
        BUCKET,
        "open/rows.csv",
        "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\nu,i,1700000000,click\n".getBytes(UTF_8));
    MaskedDataset.imported(client, dataset, OWN, OPEN + "rows.csv");
    MaskedDataset.exported(client, dataset, "aes", ROLE + "aes", OPEN + "p/");
    String job =
        call(client.createDatasetExportJob(
                r ->
                    r.jobName("kms")
                        .datasetArn(dataset)
                        .roleArn(ROLE + "kms")
                        .ingestionMode(IngestionMode.ALL)
                        .jobOutput(o -> o.s3DataDestination(d -> d.path(OPEN + "p/")))))
            .datasetExportJobArn();
    assertThat(MaskedDataset.failure(client, job)).contains("does not support KMS keys");
  }
}
