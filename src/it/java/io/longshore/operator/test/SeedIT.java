package io.longshore.operator.test;

import static io.longshore.fixture.Sdk.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.fixture.Installation;
import io.longshore.fixture.Sdk;
import io.longshore.operator.OperatorCalls.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;

/** Seed documents, by the operation and at the start. */
@Timeout(180)
class SeedIT {

  static final String DOCUMENT =
      """
      buckets:
        - name: seeded-%1$s
          objects:
            - {key: "folder/a b.txt", text: hello}
            - {key: all.json, file: people.json}
      apps:
        - name: first
          endpointsFile: people.json
          endpoints:
            - {Id: inline, ChannelType: EMAIL, Address: i@example.com}
          segments:
            - name: all
              request: {Dimensions: {}}
      schemas:
        - name: clicks
          schema:
            type: record
            name: Interactions
            namespace: com.amazonaws.personalize.schema
            version: "1.0"
            fields:
              - {name: USER_ID, type: string}
              - {name: ITEM_ID, type: string}
              - {name: TIMESTAMP, type: long}
      datasetGroups:
        - name: shop
      datasets:
        - name: shop-clicks
          type: Interactions
          group: shop
          schema: clicks
          rows: |
            USER_ID,ITEM_ID,TIMESTAMP
            u1,i1,1700000000
            u2,i2,1700000001
      dataSets:
        - name: prices
          revisions:
            - comment: monday
              finalized: true
              assets:
                - {bucket: seeded-%1$s, key: all.json}
      trainingDatasets: []
      """;

  private static final String DOMAINS =
      """
      schemas:
        - name: films
          domain: VIDEO_ON_DEMAND
          schema:
            type: record
            name: Items
            namespace: com.amazonaws.personalize.schema
            version: "1.0"
            fields:
              - {name: ITEM_ID, type: string}
              - {name: GENRES, type: ["null", string], categorical: true}
              - {name: CREATION_TIMESTAMP, type: long}
      datasetGroups:
        - name: cinema
          domain: VIDEO_ON_DEMAND
      datasets:
        - name: cinema-films
          type: Items
          group: cinema
          schema: films
      trainingDatasets:
        - name: lookalikes
          request:
            trainingData:
              - type: INTERACTIONS
                inputConfig:
                  schema:
                    - {columnName: user_id, columnTypes: [USER_ID]}
                    - {columnName: item_id, columnTypes: [ITEM_ID]}
                    - {columnName: time, columnTypes: [TIMESTAMP]}
                  dataSource:
                    glueDataSource: {tableName: clicks, databaseName: lake}
      """;

  private static final String PEOPLE =
      "{\"Id\":\"p1\",\"ChannelType\":\"EMAIL\",\"Address\":\"p1@example.com\"}\n{\"Id\":\"p2\",\"ChannelType\":\"EMAIL\",\"Address\":\"p2@example.com\"}\n";

  @TempDir static Path folder;
  private static Installation server;

  @BeforeAll
  static void start() {
    server = Installation.start(folder.resolve("data"), Map.of());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Reply seed(TestAccount account, String document) {
    JsonArray files =
        new JsonArray().add(new JsonObject().put("Name", "people.json").put("Text", PEOPLE));
    return account.post("/seed", new JsonObject().put("Document", document).put("Files", files));
  }

  private static List<JsonObject> resources(Reply reply) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    return reply.body().getJsonArray("Resources").stream().map(JsonObject.class::cast).toList();
  }

  @Test
  void a_document_creates_everything_and_a_second_run_changes_nothing() {
    try (TestAccount account = new TestAccount(server)) {
      String document = DOCUMENT.formatted(account.id);
      List<JsonObject> first = resources(seed(account, document));
      assertThat(first).allMatch(one -> one.getBoolean("Created"));
      assertThat(first)
          .extracting(one -> one.getString("Kind") + " " + one.getString("Name"))
          .containsExactly(
              "bucket seeded-" + account.id,
              "app first",
              "segment first/all",
              "schema clicks",
              "datasetGroup shop",
              "dataset shop-clicks",
              "dataSet prices",
              "revision prices/monday");
      String app = first.get(1).getString("Id");
      assertThat(
              call(account.pinpoint.getEndpoint(r -> r.applicationId(app).endpointId("p2")))
                  .endpointResponse()
                  .address())
          .isEqualTo("p2@example.com");
      assertThat(
              call(account.pinpoint.getEndpoint(r -> r.applicationId(app).endpointId("inline")))
                  .endpointResponse()
                  .effectiveDate())
          .isNotNull();
      assertThat(account.objects.bytes("seeded-" + account.id, "folder/a b.txt"))
          .asString()
          .isEqualTo("hello");

      List<JsonObject> second = resources(seed(account, document));
      assertThat(second).noneMatch(one -> one.getBoolean("Created"));
      assertThat(second)
          .extracting(one -> one.getString("Id"))
          .isEqualTo(first.stream().map(one -> one.getString("Id")).toList());
      assertThat(account.get("/calls/count").body().getInteger("Count")).isEqualTo(2);
    }
  }

  @Test
  void groups_of_a_domain_and_training_data_are_created_and_found_again() {
    try (TestAccount account = new TestAccount(server)) {
      List<JsonObject> first = resources(seed(account, DOMAINS));
      assertThat(first)
          .extracting(one -> one.getString("Kind") + " " + one.getString("Name"))
          .containsExactly(
              "schema films",
              "datasetGroup cinema",
              "dataset cinema-films",
              "trainingDataset lookalikes");
      assertThat(first).allMatch(one -> one.getBoolean("Created"));
      assertThat(first.get(1).getString("Arn")).contains(account.id, "dataset-group/cinema");
      try (PersonalizeAsyncClient personalize =
          Sdk.builder(
                  PersonalizeAsyncClient.builder(),
                  server.uri(),
                  AwsBasicCredentials.create(account.id, "test"))
              .build()) {
        String arn = first.get(1).getString("Arn");
        assertThat(
                call(personalize.describeDatasetGroup(r -> r.datasetGroupArn(arn)))
                    .datasetGroup()
                    .domainAsString())
            .isEqualTo("VIDEO_ON_DEMAND");
      }

      assertThat(resources(seed(account, DOMAINS)))
          .noneMatch(one -> one.getBoolean("Created"))
          .extracting(one -> one.getString("Arn"))
          .isEqualTo(first.stream().map(one -> one.getString("Arn")).toList());
    }
  }

  @Test
  void more_resources_than_a_list_has_on_a_page_are_found_again() {
    try (TestAccount account = new TestAccount(server)) {
      String many =
          IntStream.range(0, 120)
              .mapToObj("  - name: app-%d\n"::formatted)
              .collect(Collectors.joining("", "apps:\n", ""));

      assertThat(resources(seed(account, many))).hasSize(120);
      assertThat(resources(seed(account, many)))
          .hasSize(120)
          .noneMatch(one -> one.getBoolean("Created"));
    }
  }

  @Test
  void a_seed_that_is_too_large_for_a_call_is_not_for_a_file() throws Exception {
    String many =
        IntStream.range(0, 12_000)
            .mapToObj(
                "{\"Id\":\"p%1$d\",\"ChannelType\":\"EMAIL\",\"Address\":\"person-%1$d@shop-of-many-people.example.com\"}"
                    ::formatted)
            .collect(Collectors.joining("\n"));
    String document = "account: \"322222222222\"\napps: [{name: all, endpointsFile: many.json}]\n";
    try (TestAccount account = new TestAccount(server)) {
      JsonArray files =
          new JsonArray().add(new JsonObject().put("Name", "many.json").put("Text", many));
      Reply refused =
          account.post("/seed", new JsonObject().put("Document", document).put("Files", files));
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.text("Message")).contains("1048576");
    }
    Path seeds = Files.createDirectories(folder.resolve("large"));
    Files.writeString(seeds.resolve("many.json"), many);
    Path file = Files.writeString(seeds.resolve("seed.yaml"), document);
    Installation seeded =
        Installation.start(folder.resolve("large-data"), Map.of("seed.file", file.toString()));
    try (TestAccount account = new TestAccount(seeded, "322222222222")) {
      String app =
          call(account.pinpoint.getApps(r -> {})).applicationsResponse().item().get(0).id();
      assertThat(
              call(account.pinpoint.getEndpoint(r -> r.applicationId(app).endpointId("p11999")))
                  .endpointResponse()
                  .address())
          .startsWith("person-11999@");
    } finally {
      seeded.close();
    }
  }

  @Test
  void a_server_is_ready_after_it_has_created_what_its_file_names() throws Exception {
    Path seeds = Files.createDirectories(folder.resolve("seeds"));
    Files.writeString(seeds.resolve("people.json"), PEOPLE);
    Path file =
        Files.writeString(
            seeds.resolve("seed.yaml"),
            "account: \"311111111111\"\n" + DOCUMENT.formatted("311111111111"));
    for (int start = 0; start < 2; start++) {
      Installation seeded =
          Installation.start(folder.resolve("seeded"), Map.of("seed.file", file.toString()));
      try (TestAccount account = new TestAccount(seeded, "311111111111")) {
        assertThat(call(account.pinpoint.getApps(r -> {})).applicationsResponse().item())
            .hasSize(1);
      } finally {
        seeded.close();
      }
    }
    Files.writeString(file, "apps:\n  - nam: x\n");
    assertThatThrownBy(
            () -> Installation.start(folder.resolve("wrong"), Map.of("seed.file", file.toString())))
        .hasMessageContaining("line 2")
        .hasMessageContaining("seed.yaml");
    assertThatThrownBy(
            () ->
                Installation.start(
                    folder.resolve("off"),
                    Map.of("seed.file", file.toString(), "test.controls", "false")))
        .hasMessageContaining("seed.file")
        .hasMessageContaining("test.controls");
  }
}
