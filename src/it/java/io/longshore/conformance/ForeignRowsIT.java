package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Installation;
import io.longshore.fixture.Sdk;
import io.longshore.fixture.Sql;
import io.longshore.store.HashBucket;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceExportJobStatus;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceGenerationJobStatus;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceModelStatus;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.CreateJobRequest;
import software.amazon.awssdk.services.dataexchange.model.State;
import software.amazon.awssdk.services.dataexchange.model.Type;
import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;

/**
 * Runs every job type with 200,000 rows on a PostgreSQL and an S3 that are not part of the build,
 * each right after the job that loaded its rows, so that statements run before tables are analyzed.
 * Runs in profile operate.
 */
@Timeout(900)
@EnabledIfSystemProperty(named = "foreign", matches = "true")
class ForeignRowsIT extends ForeignServersFixture {

  private static final String SHARE =
      "arn:aws:redshift:us-east-1:111122223333:datashare:"
          + "11111111-2222-3333-4444-555555555555/sales";

  private static final String OLD =
      """
      insert into pinpoint_endpoint (container, bucket, id, line, version, revision)
      select ?, b, id, '{"Id":"' || id || '","Address":"a"}', 1, 1
        from unnest(?::smallint[], ?::text[]) as r (b, id)""";

  @Test
  void pinpoints_jobs_succeed() {
    put(
        "endpoints.csv",
        "Id,ChannelType,Address,Attributes.a,User.UserId",
        ROWS,
        i -> "e%d,EMAIL,e%d@example.com,v%d,u%d".formatted(i, i, i % 9, i));
    try (PinpointAsyncClient client =
        Sdk.client(PinpointAsyncClient.builder(), server.uri(), ACCOUNT)) {
      String app =
          call(client.createApp(r -> r.createApplicationRequest(a -> a.name("rows"))))
              .applicationResponse()
              .id();
      assertThat(endpointsImported(client, app)).isEqualTo(ROWS);
      assertThat(endpointsImported(client, app)).as("import into existing rows").isEqualTo(ROWS);
      assertThat(endpointsExported(client, app)).isEqualTo(ROWS);
      call(
          client.removeAttributes(
              r ->
                  r.applicationId(app)
                      .attributeType("endpoint-custom-attributes")
                      .updateAttributesRequest(u -> u.blacklist("a"))));
      ended("pinpoint.attribute-removal", 1);
      assertThat(endpointsExported(client, app)).isEqualTo(ROWS);
      call(client.deleteApp(r -> r.applicationId(app)));
      ended("pinpoint.removal", 1);
    }
  }

  /** Rows of an older version, which had no search columns. */
  @Test
  void the_backfill_after_an_upgrade_succeeds() throws Exception {
    String[] ids = IntStream.range(0, ROWS).mapToObj(i -> "old" + i).toArray(String[]::new);
    Short[] buckets = Stream.of(ids).map(HashBucket::of).toArray(Short[]::new);
    try (PinpointAsyncClient client =
            Sdk.client(PinpointAsyncClient.builder(), server.uri(), ACCOUNT);
        Connection connection = Sql.connect(server.database());
        PreparedStatement insert = connection.prepareStatement(OLD)) {
      String app =
          call(client.createApp(r -> r.createApplicationRequest(a -> a.name("old"))))
              .applicationResponse()
              .id();
      insert.setString(1, app);
      insert.setArray(2, connection.createArrayOf("smallint", buckets));
      insert.setArray(3, connection.createArrayOf("text", ids));
      insert.executeUpdate();
      Sql.run(server.database(), "insert into pinpoint_fill values ('" + app + "')");
    }
    Installation.start(temp.resolve("upgraded"), flags).close();
    ended("pinpoint.fill", 1);
  }

  @Test
  void personalizes_jobs_succeed() {
    IntFunction<String> row = i -> "u%d,i%d,%d".formatted(i % 50_000, i, 1_700_000_000 + i);
    put("first.csv", "USER_ID,ITEM_ID,TIMESTAMP", ROWS, row);
    put("more.csv", "USER_ID,ITEM_ID,TIMESTAMP", ROWS, i -> row.apply(i + ROWS / 2));
    put("users.csv", "USER_ID", 1000, i -> "u" + i);
    try (PersonalizeAsyncClient client =
        Sdk.client(PersonalizeAsyncClient.builder(), server.uri(), ACCOUNT)) {
      String schema =
          call(client.createSchema(r -> r.name("rows").schema(PersonalizeSdkFixture.INTERACTIONS)))
              .schemaArn();
      String group = call(client.createDatasetGroup(r -> r.name("rows"))).datasetGroupArn();
      String dataset =
          call(client.createDataset(
                  r ->
                      r.name("rows")
                          .datasetType("Interactions")
                          .datasetGroupArn(group)
                          .schemaArn(schema)))
              .datasetArn();
      recordsImported(client, dataset, "first", "FULL");
      recordsImported(client, dataset, "more", "INCREMENTAL");
      recordsImported(client, dataset, "first", "FULL");
      recordsExported(client, dataset);
      String deletion =
          call(client.createDataDeletionJob(
                  r ->
                      r.jobName("users")
                          .datasetGroupArn(group)
                          .roleArn(ROLE)
                          .dataSource(s -> s.dataLocation("s3://" + BUCKET + "/users.csv"))))
              .dataDeletionJobArn();
      until(
          () -> client.describeDataDeletionJob(r -> r.dataDeletionJobArn(deletion)),
          now -> now.dataDeletionJob().status().equals("COMPLETED"));
      ended("personalize.erasure", 1);
      call(client.deleteDataset(r -> r.datasetArn(dataset)));
      ended("personalize.removal", 1);
    }
  }

  @Test
  void clean_rooms_mls_jobs_succeed() {
    objects.put(BUCKET, "clicks/a.csv", TwoTasteData.csv(0, ROWS / 20));
    objects.put(BUCKET, "seed.jsonl", TwoTasteData.lines(TwoTasteData.seed(1000)));
    try (var client = CleanRoomsMlCalls.client(ACCOUNT, Region.US_EAST_1, server.uri())) {
      AudienceCalls audiences = new AudienceCalls(client, ACCOUNT, BUCKET);
      String model = audiences.model("rows", audiences.trainingDataset("rows", "clicks"));
      assertThat(audiences.trained(model).status()).isEqualTo(AudienceModelStatus.ACTIVE);
      String generation =
          audiences.generate("rows", audiences.configured("rows", model), "seed.jsonl");
      assertThat(audiences.generated(generation).status())
          .isEqualTo(AudienceGenerationJobStatus.ACTIVE);
      assertThat(audiences.exported("rows", generation, 500).status())
          .isEqualTo(AudienceExportJobStatus.ACTIVE);
      call(client.deleteAudienceGenerationJob(r -> r.audienceGenerationJobArn(generation)));
      ended("cleanroomsml.removal", 1);
    }
  }

  @Test
  void data_exchanges_jobs_succeed() {
    put("prices.csv", "item,price", ROWS, i -> "item-" + i + "," + i % 100);
    try (DataExchangeAsyncClient client = DataExchangeCalls.client(ACCOUNT, server.uri())) {
      String set = DataExchangeCalls.dataSet(client, AssetType.S3_SNAPSHOT).id();
      String revision = DataExchangeCalls.revision(client, set);
      assertThat(DataExchangeCalls.imported(client, set, revision, BUCKET, "prices.csv").state())
          .isEqualTo(State.COMPLETED);
      String asset = DataExchangeCalls.assets(client, set, revision).get(0).id();
      for (var job :
          List.of(
              DataExchangeRequests.exporting(set, revision, asset, BUCKET, "out.csv"),
              DataExchangeRequests.byPattern(set, revision, BUCKET, "by/${Asset.Name}"),
              DataExchangeRequests.exportToUrl(set, revision, asset))) {
        assertThat(DataExchangeCalls.run(client, job).state()).isEqualTo(State.COMPLETED);
      }
      String shares = DataExchangeCalls.dataSet(client, AssetType.REDSHIFT_DATA_SHARE).id();
      String registered = DataExchangeCalls.revision(client, shares);
      CreateJobRequest registration =
          DataExchangeRequests.job(
              Type.IMPORT_ASSETS_FROM_REDSHIFT_DATA_SHARES,
              d ->
                  d.importAssetsFromRedshiftDataShares(
                      i ->
                          i.dataSetId(shares)
                              .revisionId(registered)
                              .assetSources(s -> s.dataShareArn(SHARE))));
      assertThat(DataExchangeCalls.run(client, registration).state()).isEqualTo(State.COMPLETED);
      assertThat(text("out.csv").lines().count()).isEqualTo(ROWS + 1L);
      assertThat(objects.bytes(BUCKET, "by/prices.csv"))
          .isEqualTo(objects.bytes(BUCKET, "prices.csv"));
    }
  }
}
