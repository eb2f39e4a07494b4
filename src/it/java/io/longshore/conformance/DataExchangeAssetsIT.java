package io.longshore.conformance;

import static io.longshore.conformance.DataExchangeCalls.dataSet;
import static io.longshore.conformance.DataExchangeCalls.revision;
import static io.longshore.conformance.DataExchangeRequests.job;
import static io.longshore.fixture.Sdk.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.conformance.RawCalls.Reply;
import io.longshore.fixture.Installation;
import io.longshore.fixture.Sql;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AssetEntry;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.GetJobResponse;
import software.amazon.awssdk.services.dataexchange.model.ListRevisionAssetsResponse;
import software.amazon.awssdk.services.dataexchange.model.State;
import software.amazon.awssdk.services.dataexchange.model.Type;

/** Tags of imported assets, encryption, and pagination while assets are added. */
class DataExchangeAssetsIT extends DataExchangeSdkFixture {

  private static final String KMS = "arn:aws:kms:us-east-1:777788889999:key/86b5169f-01dc-4a6f";

  /** A value of a newer model than this SDK's. */
  private static final JsonArray TAGS =
      new JsonArray()
          .add(new JsonObject().put("Key", "team").put("Value", "grain"))
          .add(new JsonObject().put("Key", "tier").put("Value", "1"));

  @BeforeAll
  static void start() {
    objects.put(IN, "small", new byte[] {1, 2, 3});
  }

  @Test
  void imported_assets_have_the_tags_of_their_job() throws IOException {
    String set = dataSet(client, AssetType.S3_SNAPSHOT).id();
    String revision = revision(client, set);
    JsonObject sources =
        new JsonObject()
            .put("DataSetId", set)
            .put("RevisionId", revision)
            .put(
                "AssetSources",
                new JsonArray().add(new JsonObject().put("Bucket", IN).put("Key", "small")));
    JsonObject body =
        new JsonObject()
            .put("Type", "IMPORT_ASSETS_FROM_S3")
            .put("AssetConfiguration", new JsonObject().put("Tags", TAGS))
            .put("Details", new JsonObject().put("ImportAssetsFromS3", sources));
    Reply reply =
        new RawCalls().call("111122223333", "dataexchange.CreateJob", Map.of(), body.encode());
    assertThat(reply.status()).as("%s", reply).isEqualTo(201);
    JsonObject job = reply.json();
    assertThat(job.getJsonObject("AssetConfiguration").getJsonArray("Tags")).isEqualTo(TAGS);
    GetJobResponse done = DataExchangeCalls.run(client, job.getString("Id"));

    assertThat(done.state()).isEqualTo(State.COMPLETED);
    String arn = assets(set, revision).get(0).arn();
    assertThat(call(client.listTagsForResource(r -> r.resourceArn(arn))).tags())
        .isEqualTo(Map.of("team", "grain", "tier", "1"));
  }

  @Test
  void an_encrypted_export_completes_without_kms_support_and_shows_the_request() {
    String set = dataSet(client, AssetType.S3_SNAPSHOT).id();
    String revision = revision(client, set);
    imported(client, set, revision, "small");
    for (Map.Entry<String, String> asked : Map.of("aws:kms", KMS, "AES256", "AES256").entrySet()) {
      boolean kms = asked.getKey().equals("aws:kms");
      String job =
          call(client.createJob(
                  job(
                      Type.EXPORT_REVISIONS_TO_S3,
                      d ->
                          d.exportRevisionsToS3(
                              e ->
                                  e.dataSetId(set)
                                      .encryption(
                                          with ->
                                              with.type(asked.getKey()).kmsKeyArn(kms ? KMS : null))
                                      .revisionDestinations(
                                          to ->
                                              to.bucket(IN)
                                                  .revisionId(revision)
                                                  .keyPattern("out/${Asset.Name}"))))))
              .id();
      assertThat(DataExchangeCalls.run(client, job).state()).isEqualTo(State.COMPLETED);
      assertThat(
              Sql.run(
                  Installation.shared().database(),
                  "select kms_key_arn from task where job = '%s' and key is not null"
                      .formatted(job)))
          .containsExactly(asked.getValue());
    }
  }

  @Test
  void pages_show_each_existing_asset_once_while_others_are_added() {
    String set = dataSet(client, AssetType.S3_SNAPSHOT).id();
    String revision = revision(client, set);
    String[] names = IntStream.range(10, 50).mapToObj(i -> "p-" + i).toArray(String[]::new);
    for (String name : names) {
      objects.put(IN, name, new byte[1]);
    }
    List.of("p-00", "p-305", "p-99").forEach(late -> objects.put(IN, late, new byte[1]));
    imported(client, set, revision, names);
    List<String> seen = new ArrayList<>();
    String token = null;
    do {
      String from = token;
      ListRevisionAssetsResponse page =
          call(
              client.listRevisionAssets(
                  r -> r.dataSetId(set).revisionId(revision).maxResults(15).nextToken(from)));
      page.assets().forEach(asset -> seen.add(asset.name()));
      token = page.nextToken();
      if (token != null) {
        imported(client, set, revision, "p-00", "p-305", "p-99");
      }
    } while (token != null);

    assertThat(seen).contains(names).isSortedAccordingTo((a, b) -> b.compareTo(a));
    assertThat(seen.stream().filter(List.of(names)::contains)).hasSize(names.length);
    assertThat(new TreeSet<>(assets(set, revision).stream().map(AssetEntry::id).toList()))
        .hasSize(names.length + 6);
  }

  private static GetJobResponse imported(
      DataExchangeAsyncClient to, String set, String revision, String... keys) {
    return DataExchangeCalls.imported(to, set, revision, IN, keys);
  }
}
