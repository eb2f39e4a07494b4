package io.longshore.operator.test;

import static io.longshore.fixture.Sdk.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.fixture.Installation;
import io.longshore.operator.OperatorCalls.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Seed documents, by the operation and at the start. */
@Timeout(180)
class SeedIT {

  private static final String DOCUMENT =
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

  private static Reply seed(TestAccount account, String document) {
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
  void a_mistake_is_refused_with_its_line() {
    try (TestAccount account = new TestAccount(server)) {
      Map<String, String> mistakes =
          Map.of(
              "apps:\n  - name: a\n    endpoint: []\n",
                  "line 3: an entry of apps has no member endpoint",
              "apps:\n  - endpoints: []\n", "line 2: apps needs name",
              "apps: [\n", "line 2",
              "- a\n", "line 1",
              "apps:\n  - name: a\n  - name: a\n", "line 3: apps has the name a twice",
              "datasets:\n  - {name: d, type: Items, group: g, schema: s}\n",
                  "line 2: group g is not among datasetGroups",
              "buckets:\n  - name: b-x\n    objects:\n      - {key: k, file: none.txt}\n",
                  "line 4: there is no file none.txt",
              "apps:\n  - name: ok\n    segments:\n      - {name: s, request: {Dimensions: 7}}\n",
                  "line 2: apps ok is refused",
              "{\"apps\": [\n {\"name\": 7,\n \"x\": 1}]}", "line 3");
      mistakes.forEach(
          (document, message) -> {
            Reply refused = seed(account, document);
            assertThat(refused.status()).as(document).isEqualTo(400);
            assertThat(refused.text("Message")).as(document).startsWith(message);
          });
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
