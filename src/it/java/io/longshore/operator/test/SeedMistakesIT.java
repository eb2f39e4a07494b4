package io.longshore.operator.test;

import static io.longshore.operator.test.SeedIT.seed;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Installation;
import io.longshore.operator.OperatorCalls.Reply;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Mistakes in seed documents: those of the document, and those that the services find. */
@Timeout(120)
class SeedMistakesIT {

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

  @Test
  void a_mistake_is_refused_with_its_line() {
    try (TestAccount account = new TestAccount(server)) {
      Map<String, String> mistakes =
          mistakes(
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
                  "line 4: segments s is refused",
              "apps:\n  - name: ok\n    endpoints:\n      - {Id: a, ChannelType: EMAIL}\n      - {Id: b, ChannelType: PIGEON}\n",
                  "line 5: the endpoint b is refused: ChannelType",
              "apps:\n  - name: ok\n    segments:\n      - {name: s, request: 7}\n",
                  "line 4: request is a mapping",
              "apps:\n  - name: a\n    name: b\n", "line 3: an entry of apps has name twice",
              "apps:\n  - name:\n", "line 2: apps needs name",
              "dataSets:\n  - name: d\n    revisions:\n      - {comment: c, finalized: maybe}\n",
                  "line 4: finalized is true or false",
              "apps: &all\n  - name: a\n    segments: [{name: s, request: {a: *all}}]\n", "line 1",
              "{\"apps\": [\n {\"name\": 7,\n \"x\": 1}]}", "line 3");
      mistakes.forEach(
          (document, message) -> {
            Reply refused = seed(account, document);
            assertThat(refused.status()).as(document).isEqualTo(400);
            assertThat(refused.text("Message")).as(document).startsWith(message);
          });
    }
  }

  private static Map<String, String> mistakes(String... documentsAndMessages) {
    Map<String, String> all = new LinkedHashMap<>();
    for (int i = 0; i < documentsAndMessages.length; i += 2) {
      all.put(documentsAndMessages[i], documentsAndMessages[i + 1]);
    }
    return all;
  }

  @Test
  void rows_that_cannot_be_imported_are_refused_with_the_line_of_their_dataset() {
    try (TestAccount account = new TestAccount(server)) {
      Reply refused =
          seed(
              account,
              SeedIT.DOCUMENT.formatted(account.id).replace("u2,i2,1700000001", "u2,i2,yesterday"));
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.text("Message"))
          .startsWith("line 28: datasets shop-clicks is refused: its rows are not imported: ");
    }
  }

  @Test
  void a_group_or_training_data_that_a_service_refuses_is_named_with_its_line() {
    try (TestAccount account = new TestAccount(server)) {
      Reply refused = seed(account, "datasetGroups:\n  - name: x\n  - {name: y, domain: SHOES}\n");
      assertThat(refused.text("Message"))
          .startsWith("line 3: datasetGroups y is refused: ")
          .contains("ECOMMERCE");
      refused = seed(account, "trainingDatasets:\n  - {name: y, request: {trainingData: []}}\n");
      assertThat(refused.text("Message")).startsWith("line 2: trainingDatasets y is refused: ");
    }
  }
}
