package io.longshore.operator.test;

import static io.longshore.fixture.Sdk.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Sdk;
import io.longshore.fixture.Sql;
import io.longshore.operator.OperatorCalls.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;

/** Accounts that become older, and accounts that are reset. */
@Timeout(180)
class AgeAndResetIT {

  private static final String SCHEMA =
      "{\"type\":\"record\",\"name\":\"Interactions\",\"namespace\":\"com.amazonaws.personalize.schema\",\"version\":\"1.0\",\"fields\":[{\"name\":\"USER_ID\",\"type\":\"string\"},{\"name\":\"ITEM_ID\",\"type\":\"string\"},{\"name\":\"TIMESTAMP\",\"type\":\"long\"}]}";

  @RegisterExtension
  static final ServerOfAccounts INSTALLATION =
      new ServerOfAccounts(Map.of("upkeep.retention", "pinpoint=30d"));

  private final TestAccount account = INSTALLATION.account();

  private static long count(String sql) {
    return Long.parseLong(Sql.run(INSTALLATION.server().database(), sql).get(0));
  }

  private AwsBasicCredentials credentials() {
    return AwsBasicCredentials.create(account.id, "test");
  }

  @Test
  void jobs_that_are_made_older_than_their_retention_are_deleted_and_those_of_others_stay() {
    account.app(3);
    String job = account.awaitState(account.export().id(), "SUCCEEDED").getString("JobId");
    try (TestAccount other = new TestAccount(INSTALLATION.server())) {
      other.app(3);
      String kept = other.awaitState(other.export().id(), "SUCCEEDED").getString("JobId");

      Reply young = account.post("/age", new JsonObject().put("Seconds", 29 * 86_400));
      assertThat(young.status()).as(young.toString()).isEqualTo(200);
      assertThat(young.body().getLong("Rows")).isPositive();
      assertThat(young.body().getJsonArray("Tasks").stream().map(JsonObject.class::cast))
          .extracting(task -> task.getString("Name"))
          .containsExactlyInAnyOrder(
              "Data Exchange",
              "Deletions of endpoints",
              "File uploads",
              "Jobs and uploads",
              "Personalize");
      assertThat(account.job(job).getDouble("AgeSeconds")).isGreaterThan(29 * 86_400);
      account.post("/age", new JsonObject().put("Seconds", 2 * 86_400));

      assertThat(account.job(job)).isNull();
      assertThat(other.job(kept)).isNotNull();
    }
  }

  @Test
  void a_held_job_keeps_its_lease_when_its_account_becomes_older() {
    account.app(3);
    String fate =
        account.fate(
            new JsonObject()
                .put("Do", "HOLD")
                .put("Match", new JsonObject().put("Type", "pinpoint.export")));
    String job = account.export().id();
    account.awaitHeld(fate);

    account.post("/age", new JsonObject().put("Seconds", 86_400).put("Maintenance", false));
    account.post("/fates/" + fate + "/release", null);

    assertThat(account.awaitState(job, "SUCCEEDED").getInteger("Attempts")).isEqualTo(2);
  }

  @Test
  void a_reset_ends_held_jobs_and_leaves_nothing_of_the_account() throws Exception {
    String app = account.app(10);
    account.fate(
        new JsonObject()
            .put("Do", "HOLD")
            .put("Match", new JsonObject().put("Type", "pinpoint.export")));
    account.export();
    account.objects.put(account.bucket, "folder/a b+c.txt", new byte[3]);
    try (PersonalizeAsyncClient personalize =
            Sdk.builder(
                    PersonalizeAsyncClient.builder(), INSTALLATION.server().uri(), credentials())
                .build();
        DataExchangeAsyncClient exchange =
            Sdk.builder(
                    DataExchangeAsyncClient.builder(), INSTALLATION.server().uri(), credentials())
                .build()) {
      String schema = call(personalize.createSchema(r -> r.name("s").schema(SCHEMA))).schemaArn();
      String group = call(personalize.createDatasetGroup(r -> r.name("g"))).datasetGroupArn();
      call(
          personalize.createDataset(
              r ->
                  r.name("d")
                      .datasetType("Interactions")
                      .datasetGroupArn(group)
                      .schemaArn(schema)));
      String set =
          call(exchange.createDataSet(
                  r -> r.name("x").description("d").assetType(AssetType.S3_SNAPSHOT)))
              .id();
      call(exchange.createRevision(r -> r.dataSetId(set)));

      Reply reset = account.post("/reset", new JsonObject().put("EmptyBuckets", true));

      assertThat(reset.status()).as(reset.toString()).isEqualTo(200);
      assertThat(reset.body().getInteger("Resources")).isEqualTo(5);
      assertThat(reset.body().getInteger("Objects")).isGreaterThanOrEqualTo(2);
      assertThat(reset.body().getInteger("Jobs")).isGreaterThanOrEqualTo(2);
      assertThat(call(account.pinpoint.getApps(r -> {})).applicationsResponse().item()).isEmpty();
      assertThat(call(personalize.listSchemas(r -> {})).schemas()).isEmpty();
      assertThat(call(exchange.listDataSets(r -> {})).dataSets()).isEmpty();
    }
    assertThat(account.objects.keys(account.bucket)).isEmpty();
    assertThat(account.get("/fates").body().getJsonArray("Fates")).isEqualTo(new JsonArray());
    for (String table :
        List.of(
            "job", "pinpoint_app", "personalize_resource", "dataexchange_data_set", "test_fate")) {
      assertThat(count("select count(*) from " + table + " where account = '" + account.id + "'"))
          .as(table)
          .isZero();
    }
    assertThat(
            count("select count(*) from pinpoint_endpoint where container::text = '" + app + "'"))
        .isZero();
  }

  @Test
  void a_reset_of_one_service_leaves_the_others() {
    account.app(0);
    try (DataExchangeAsyncClient exchange =
        Sdk.builder(DataExchangeAsyncClient.builder(), INSTALLATION.server().uri(), credentials())
            .build()) {
      call(
          exchange.createDataSet(
              r -> r.name("x").description("d").assetType(AssetType.S3_SNAPSHOT)));
      account.post("/reset", new JsonObject().put("Services", new JsonArray().add("pinpoint")));
      assertThat(call(account.pinpoint.getApps(r -> {})).applicationsResponse().item()).isEmpty();
      assertThat(call(exchange.listDataSets(r -> {})).dataSets()).hasSize(1);
    }
  }
}
