package io.longshore.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.DuckDb;
import io.longshore.fixture.Gzip;
import io.longshore.fixture.ManifestSchema;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;
import software.amazon.awssdk.services.personalize.model.ImportMode;

/** Exports of what has changed as Parquet. */
@Timeout(240)
class ParquetIncrementIT extends IncrementsFixture {

  private final Map<String, JsonObject> applied = new TreeMap<>();
  private ParquetFiles files;

  @Override
  JsonObject export() {
    return super.export().put("format", "parquet");
  }

  @Test
  void changed_endpoints_are_in_parquet_and_deleted_ones_in_json_lines() throws Exception {
    files = new ParquetFiles(objects, temp);
    imported(0, 50);
    assertThat(applyNext().getString("Kind")).isEqualTo("FULL");
    assertThat(applied).hasSize(50);
    put(2, "b");
    put(60, "new");
    delete(3);
    JsonObject increment = applyNext();

    assertThat(increment.getString("Kind")).isEqualTo("CHANGES");
    assertThat(increment.getJsonArray("Deletions")).hasSize(1);
    assertThat(applied).isEqualTo(parsed(stored())).hasSize(50);
    assertThat(applyNext().getString("Kind")).as("without a change").isEqualTo("CHANGES");
    assertThat(applied).isEqualTo(parsed(stored()));
  }

  private static Map<String, JsonObject> parsed(Map<String, String> lines) {
    return lines.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, line -> new JsonObject(line.getValue())));
  }

  private JsonObject applyNext() throws Exception {
    byte[] manifest = objects.bytes(BUCKET, "open/inc/_" + exported() + "-manifest.json");
    ManifestSchema.check(manifest, BUCKET);
    JsonObject content = new JsonObject(new String(manifest, UTF_8));
    assertThat(content.getString("MediaType")).isEqualTo(ParquetFiles.TYPE);
    JsonObject increment = content.getJsonObject("Increment");
    if (increment.getString("Kind").equals("FULL")) {
      applied.clear();
    }
    for (String key : keys(increment.getJsonArray("Deletions", new JsonArray()))) {
      new String(Gzip.plain(objects.bytes(BUCKET, key)), UTF_8)
          .lines()
          .forEach(line -> applied.remove(new JsonObject(line).getString("Id")));
    }
    List<String> rows = keys(content.getJsonArray("Objects"));
    assertThat(rows).allMatch(key -> key.endsWith(".parquet"));
    files.objects(rows).forEach(row -> applied.put(row.getString("Id"), row));
    return increment;
  }

  private static List<String> keys(JsonArray listed) {
    return listed.stream().map(one -> ((JsonObject) one).getString("Key")).toList();
  }

  @Test
  void new_records_are_in_parquet_and_an_export_without_any_is_a_file_without_rows()
      throws Exception {
    files = new ParquetFiles(objects, temp);
    PersonalizeAsyncClient client = client(PersonalizeAsyncClient.builder(), server);
    String dataset = MaskedDataset.create(client);
    load(client, dataset, ImportMode.FULL, "ann,i1,1,view\nbob,i2,2,view\n");
    assertThat(records(client, dataset, "first", "FULL")).containsExactly("ann i1", "bob i2");
    load(client, dataset, ImportMode.INCREMENTAL, "cid,i3,3,view\n");
    assertThat(records(client, dataset, "second", "CHANGES")).containsExactly("cid i3");
    assertThat(records(client, dataset, "third", "CHANGES")).isEmpty();
    assertThat(files.types(files.of("open/p/third/")))
        .containsExactly(
            "USER_ID VARCHAR", "ITEM_ID VARCHAR", "TIMESTAMP BIGINT", "EVENT_TYPE VARCHAR");
  }

  private void load(PersonalizeAsyncClient client, String dataset, ImportMode mode, String rows) {
    byte[] content = ("USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\n" + rows).getBytes(UTF_8);
    objects.put(BUCKET, "open/" + mode + ".csv", content);
    MaskedDataset.imported(client, dataset, mode.toString(), mode, OWN, OPEN + mode + ".csv");
  }

  private List<String> records(
      PersonalizeAsyncClient client, String dataset, String name, String kind) throws Exception {
    MaskedDataset.exported(client, dataset, name, CHANGES, OPEN + "p/");
    byte[] manifest = objects.bytes(BUCKET, "open/p/" + name + "/_manifest.json");
    ManifestSchema.check(manifest, BUCKET);
    JsonObject increment = new JsonObject(new String(manifest, UTF_8)).getJsonObject("increment");
    assertThat(increment.getString("kind")).isEqualTo(kind);
    return DuckDb.rows(
            "select USER_ID || ' ' || ITEM_ID as row from "
                + files.table(files.of("open/p/" + name + "/"))
                + " order by row")
        .stream()
        .map(row -> row.get(0))
        .toList();
  }
}
