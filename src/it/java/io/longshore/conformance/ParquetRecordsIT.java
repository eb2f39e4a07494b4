package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.until;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Backends;
import io.longshore.fixture.DuckDb;
import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;

/** Exports of datasets as Parquet, with the types of their Avro schemas. */
@Timeout(240)
class ParquetRecordsIT extends RolesFixture {

  private static final String ROLE = "arn:aws:iam::111122223333:role/";

  /** From so many rows on an export has four objects. */
  private static final int ROWS = 52_000;

  private static final String SCHEMA =
      """
      {"type":"record","name":"Items","namespace":"com.amazonaws.personalize.schema","version":"1.0","fields":[
       {"name":"ITEM_ID","type":"string"},{"name":"CREATION_TIMESTAMP","type":"long"},
       {"name":"COUNT","type":"int"},{"name":"MAYBE_COUNT","type":["null","int"]},
       {"name":"MAYBE_LONG","type":["null","long"]},{"name":"COST","type":"double"},
       {"name":"MAYBE_COST","type":["double","null"]},{"name":"SHARE","type":"float"},
       {"name":"MAYBE_SHARE","type":["float","null"]},{"name":"IN_STOCK","type":"boolean"},
       {"name":"MAYBE_FLAG","type":["null","boolean"]},{"name":"MAKER","type":"string","categorical":true},
       {"name":"COLOR","type":["null","string"],"categorical":true}]}""";

  private static final List<String> TYPES =
      List.of(
          "ITEM_ID VARCHAR",
          "CREATION_TIMESTAMP BIGINT",
          "COUNT INTEGER",
          "MAYBE_COUNT INTEGER",
          "MAYBE_LONG BIGINT",
          "COST DOUBLE",
          "MAYBE_COST DOUBLE",
          "SHARE FLOAT",
          "MAYBE_SHARE FLOAT",
          "IN_STOCK BOOLEAN",
          "MAYBE_FLAG BOOLEAN",
          "MAKER VARCHAR",
          "COLOR VARCHAR");

  @Override
  JsonObject roles() {
    JsonObject parquet = new JsonObject().put("format", "parquet");
    JsonObject masking =
        parquet
            .copy()
            .put("compression", "none")
            .put("hash", new JsonArray().add("personalize:ITEM_ID"))
            .put("hashKey", "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=")
            .put("drop", new JsonArray().add("personalize:COLOR").add("personalize:COST"));
    return super.roles()
        .put(ROLE + "lake", new JsonObject().put("allowed", OPEN).put("export", parquet))
        .put(ROLE + "masked", new JsonObject().put("allowed", OPEN).put("export", masking));
  }

  private static String row(int n) {
    return String.join(
        ",",
        n % 11 == 0 ? "\"itm-\"\", " + n + "\"" : "itm-" + n,
        Long.toString(1_700_000_000L + n),
        Integer.toString(n - 1000),
        n % 4 == 0 ? "" : Integer.toString(Integer.MIN_VALUE + n),
        n % 5 == 0 ? "" : Long.toString(Long.MAX_VALUE - n),
        n + ".1",
        n % 6 == 0 ? "" : "-" + n + "e-7",
        "0." + n % 7,
        n % 3 == 0 ? "" : n % 10 + ".5",
        n % 2 == 0 ? "true" : "FALSE",
        n % 7 == 0 ? "" : "true",
        n % 2 == 0 ? "mäker" : "m|n",
        n % 8 == 0 ? "" : n % 8 == 1 ? "\"\"" : "color-" + n % 4);
  }

  @Test
  void records_in_parquet_equal_those_in_csv_and_have_the_types_of_the_schema() throws Exception {
    try (Installation server = Installation.start(temp.resolve("data"), flags(roles()));
        S3Objects objects = new S3Objects(Backends.s3())) {
      PersonalizeAsyncClient client = client(PersonalizeAsyncClient.builder(), server);
      ParquetFiles files = new ParquetFiles(objects, temp);
      String dataset = dataset(client);
      String header =
          TYPES.stream().map(column -> column.split(" ")[0]).collect(Collectors.joining(","));
      objects.put(
          BUCKET,
          "open/rows.csv",
          IntStream.range(0, ROWS)
              .mapToObj(ParquetRecordsIT::row)
              .collect(Collectors.joining("\n", header + "\n", "\n"))
              .getBytes(UTF_8));
      MaskedDataset.imported(client, dataset, OWN, OPEN + "rows.csv");
      for (String role : List.of("export", "lake", "masked")) {
        MaskedDataset.exported(client, dataset, role, ROLE + role, OPEN + "p/");
      }
      MaskedDataset.exported(client, dataset, "again", ROLE + "lake", OPEN + "p/");
      compare(objects, files);
      masked(objects, files);
    }
  }

  private void compare(S3Objects objects, ParquetFiles files) throws Exception {
    List<String> keys = files.of("open/p/lake/");
    assertThat(keys).hasSize(4).allMatch(key -> key.matches("open/p/lake/part-0000\\d\\.parquet"));
    assertThat(files.types(keys)).isEqualTo(TYPES);
    files.requireManifest("open/p/lake/_manifest.json", keys);
    for (int file = 0; file < keys.size(); file++) {
      assertThat(objects.contentType(BUCKET, keys.get(file))).isEqualTo(ParquetFiles.TYPE);
      assertThat(objects.bytes(BUCKET, keys.get(file).replace("lake", "again")))
          .isEqualTo(objects.bytes(BUCKET, keys.get(file)));
      String csv =
          csv(files.local(keys.get(file).replace("lake", "export").replace(".parquet", ".csv")));
      String parquet = files.table(List.of(keys.get(file)));
      assertThat(difference(csv, parquet)).isZero();
      assertThat(difference(parquet, csv)).isZero();
    }
    assertThat(DuckDb.rows("select count(*) from " + files.table(keys)).get(0).get(0))
        .isEqualTo(Integer.toString(ROWS));
  }

  /** Reads every row with its number, so that the order counts too. */
  private static long difference(String one, String other) throws Exception {
    String numbered = "select row_number() over () as n, * from ";
    String count = "select count(*) from (" + numbered + one + " except " + numbered + other + ")";
    return Long.parseLong(DuckDb.rows(count).get(0).get(0));
  }

  private static String csv(Path file) {
    String columns =
        TYPES.stream()
            .map(column -> "'" + column.replace(" ", "': '") + "'")
            .collect(Collectors.joining(", ", "{", "}"));
    return "read_csv('"
        + file
        + "', header = true, allow_quoted_nulls = false, nullstr = '', quote = '\"', escape = '\"', columns = "
        + columns
        + ")";
  }

  private static void masked(S3Objects objects, ParquetFiles files) throws Exception {
    List<String> keys = files.of("open/p/masked/");
    assertThat(keys).hasSize(4);
    for (String key : keys) {
      assertThat(new String(objects.bytes(BUCKET, key), ISO_8859_1))
          .doesNotContain("itm-", "color-");
    }
    assertThat(files.types(keys))
        .isEqualTo(
            TYPES.stream()
                .filter(column -> !column.startsWith("COLOR ") && !column.startsWith("COST "))
                .toList());
    assertThat(
            DuckDb.rows(
                "select count(*), count(distinct ITEM_ID) from "
                    + files.table(keys)
                    + " where regexp_full_match(ITEM_ID, '[0-9a-f]{64}')"))
        .containsExactly(List.of(Integer.toString(ROWS), Integer.toString(ROWS)));
    files.requireManifest("open/p/masked/_manifest.json", keys);
  }

  private static String dataset(PersonalizeAsyncClient client) {
    String group = call(client.createDatasetGroup(r -> r.name("types"))).datasetGroupArn();
    String schema = call(client.createSchema(r -> r.name("types").schema(SCHEMA))).schemaArn();
    until(
        () -> client.describeDatasetGroup(r -> r.datasetGroupArn(group)),
        now -> now.datasetGroup().status().equals("ACTIVE"));
    return call(client.createDataset(
            r -> r.name("types").datasetGroupArn(group).schemaArn(schema).datasetType("Items")))
        .datasetArn();
  }
}
