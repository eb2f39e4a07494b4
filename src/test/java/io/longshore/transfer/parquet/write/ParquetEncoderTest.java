package io.longshore.transfer.parquet.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.fixture.DuckDb;
import io.longshore.transfer.write.Compression;
import io.longshore.transfer.write.ObjectEncoder;
import io.longshore.transfer.write.RowTransform;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that another implementation of the format reads. */
class ParquetEncoderTest {

  private static final List<RowMember> MEMBERS =
      List.of(
          RowMember.text("Id"),
          new RowMember.TextLists("Attributes"),
          new RowMember.Group(
              "Location", List.of(RowMember.text("City"), RowMember.number("Latitude"))),
          new RowMember.Numbers("Metrics"),
          new RowMember.Group(
              "User", List.of(new RowMember.TextLists("Lists"), RowMember.text("UserId"))));

  private static final List<RowMember> COLUMNS =
      List.of(
          new RowMember.Value("text", ValueType.STRING, true),
          new RowMember.Value("number", ValueType.LONG, true),
          new RowMember.Value("maybe", ValueType.INT, false),
          new RowMember.Value("small", ValueType.FLOAT, false),
          new RowMember.Value("large", ValueType.DOUBLE, false),
          new RowMember.Value("flag", ValueType.BOOLEAN, false));

  @TempDir Path folder;

  static Stream<Optional<Compression>> compressions() {
    return Stream.concat(
        Stream.of(Optional.empty()), Stream.of(Compression.values()).map(Optional::of));
  }

  @ParameterizedTest
  @MethodSource("compressions")
  void objects_in_all_shapes_are_read_as_they_were(Optional<Compression> compression)
      throws Exception {
    List<JsonObject> rows = randomRows(20_000);
    Path file = json(compression, rows, 1000);

    List<JsonObject> read = new ArrayList<>();
    for (List<String> row :
        DuckDb.rows("select to_json(t)::varchar from read_parquet('" + file + "') t")) {
      read.add(present(new JsonObject(row.get(0))));
    }
    assertThat(read).isEqualTo(rows);
  }

  @Test
  void columns_have_the_types_of_the_schema() throws Exception {
    Path file = json(Optional.empty(), randomRows(10), 10);
    assertThat(described(file))
        .containsExactly(
            List.of("Id", "VARCHAR"),
            List.of("Attributes", "MAP(VARCHAR, VARCHAR[])"),
            List.of("Location", "STRUCT(City VARCHAR, Latitude DOUBLE)"),
            List.of("Metrics", "MAP(VARCHAR, DOUBLE)"),
            List.of("User", "STRUCT(Lists MAP(VARCHAR, VARCHAR[]), UserId VARCHAR)"));
  }

  @Test
  void csv_values_are_parsed_and_absent_ones_are_null() throws Exception {
    Path file =
        csv(
            "text,number,maybe,small,large,flag\n"
                + "plain,-5,,0.5,1e300,TRUE\n"
                + "\"\",9223372036854775807,7,,,\n"
                + "\"a \"\"quoted\"\", b\nc\",+1,-2147483648,-0.25,.5,false\n"
                + "\"\"\"\",0,0,0,0,\n",
            COLUMNS);
    assertThat(DuckDb.rows("select * from read_parquet('" + file + "')"))
        .containsExactly(
            row("plain", "-5", null, "0.5", "1.0E300", "true"),
            row("", "9223372036854775807", "7", null, null, null),
            row("a \"quoted\", b\nc", "1", "-2147483648", "-0.25", "0.5", "false"),
            row("\"", "0", "0", "0.0", "0.0", null));
    assertThat(described(file).stream().map(column -> column.get(1)))
        .containsExactly("VARCHAR", "BIGINT", "INTEGER", "FLOAT", "DOUBLE", "BOOLEAN");
  }

  @Test
  void a_file_has_the_columns_that_the_first_row_names_and_may_have_no_rows() throws Exception {
    Path file = csv("number,text\n", COLUMNS);
    assertThat(described(file))
        .containsExactly(List.of("number", "BIGINT"), List.of("text", "VARCHAR"));
    assertThat(DuckDb.rows("select count(*) from read_parquet('" + file + "')"))
        .containsExactly(List.of("0"));
  }

  @Test
  void bytes_do_not_depend_on_how_rows_are_divided_into_chunks() throws Exception {
    List<JsonObject> rows = randomRows(60_000);
    Path once = json(Optional.empty(), rows, 60_000);
    Path often = json(Optional.empty(), rows, 77);
    assertThat(Files.mismatch(once, often)).isEqualTo(-1);
  }

  @Test
  void row_groups_are_bounded_and_have_statistics() throws Exception {
    Random random = new Random(3);
    List<JsonObject> rows = new ArrayList<>();
    for (int row = 0; row < 6000; row++) {
      byte[] value = new byte[2000];
      random.nextBytes(value);
      rows.add(
          new JsonObject()
              .put("Id", "id-%05d".formatted(row))
              .put("User", new JsonObject().put("UserId", HexFormat.of().formatHex(value)))
              .put("Metrics", new JsonObject().put("m", 0.0)));
    }
    Path file = json(Optional.of(Compression.NONE), rows, 50);
    String metadata =
        "select row_group_compressed_bytes, stats_min_value, stats_max_value, stats_null_count from"
            + " parquet_metadata('"
            + file
            + "') where path_in_schema = '%s' order by row_group_id";
    List<List<String>> groups = DuckDb.rows(metadata.formatted("Id"));
    assertThat(groups).hasSizeBetween(3, 4);
    for (List<String> group : groups) {
      assertThat(Long.parseLong(group.get(0)))
          .isBetween(1L, ParquetContent.ROW_GROUP_BYTES * 9L / 8);
      assertThat(group.get(1)).startsWith("id-");
      assertThat(group.get(2)).startsWith("id-").isGreaterThan(group.get(1));
      assertThat(group.get(3)).isEqualTo("0");
    }
    assertThat(DuckDb.rows(metadata.formatted("User, UserId")))
        .allSatisfy(long4000 -> assertThat(long4000.get(1)).isNull());
    assertThat(DuckDb.rows(metadata.formatted("Metrics, key_value, value")))
        .allSatisfy(zero -> assertThat(zero.subList(1, 3)).containsExactly("-0.0", "0.0"));
    assertThat(
            DuckDb.rows("select count(*) from read_parquet('" + file + "') where Id = 'id-05999'"))
        .containsExactly(List.of("1"));
  }

  @Test
  void a_value_of_another_type_fails_without_being_quoted() {
    for (String line :
        List.of(
            "{\"Id\":1234567}",
            "{\"Location\":{\"Latitude\":\"1234567\"}}",
            "{\"Location\":\"1234567\"}",
            "{\"Attributes\":{\"a\":\"1234567\"}}",
            "{\"Attributes\":{\"a\":[null],\"b\":[\"1234567\"]}}",
            "{\"Metrics\":{\"a\":null,\"b\":1234567}}",
            "{\"Unknown\":\"1234567\"}",
            "{\"Id\":\"1\",\"Id\":\"1234567\"}",
            "{\"Id\":1234567")) {
      assertThatThrownBy(() -> encoder(Optional.empty()).encode(bytes(line)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageNotContaining("1234567");
    }
    for (String row : List.of(",1", "a,", "a,b1234567", "a,1,1234567", "a")) {
      assertThatThrownBy(
              () ->
                  ParquetEncoder.ofCsv("rows", COLUMNS, RowTransform.NONE, Optional.empty())
                      .encode(bytes("text,number\n" + row + "\n")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageNotContaining("1234567");
    }
  }

  private static List<JsonObject> randomRows(int count) {
    Random random = new Random(7);
    List<JsonObject> rows = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      JsonObject object = new JsonObject().put("Id", "id-" + row);
      if (random.nextBoolean()) {
        object.put("Attributes", lists(random));
      }
      if (random.nextInt(4) > 0) {
        JsonObject location = new JsonObject().put("City", "Zürich " + random.nextInt(9));
        object.put("Location", location);
        if (random.nextBoolean()) {
          location.put("Latitude", random.nextGaussian());
        }
      }
      if (random.nextBoolean()) {
        object.put("Metrics", new JsonObject().put("a", random.nextDouble()).put("ü", -1.5));
      }
      if (random.nextBoolean()) {
        object.put("User", new JsonObject().put("UserId", "u" + random.nextInt(1000)));
      } else if (random.nextBoolean()) {
        object.put("User", new JsonObject().put("Lists", lists(random)));
      }
      rows.add(object);
    }
    return rows;
  }

  private static JsonObject lists(Random random) {
    JsonObject lists = new JsonObject();
    for (int list = random.nextInt(4); list > 0; list--) {
      JsonArray values = new JsonArray();
      for (int value = random.nextInt(3); value > 0; value--) {
        values.add("\"v\n" + random.nextInt(100_000));
      }
      lists.put("list " + list, values);
    }
    return lists;
  }

  /** Without absent members, which DuckDB shows as null. */
  private static JsonObject present(JsonObject read) {
    JsonObject present = new JsonObject();
    read.forEach(
        member -> {
          if (member.getValue() instanceof JsonObject inner) {
            present.put(member.getKey(), present(inner));
          } else if (member.getValue() != null) {
            present.put(member.getKey(), member.getValue());
          }
        });
    return present;
  }

  private static List<String> row(String... values) {
    return Arrays.asList(values);
  }

  private static List<List<String>> described(Path file) throws Exception {
    return DuckDb.rows(
        "select column_name, column_type from (describe select * from read_parquet('"
            + file
            + "'))");
  }

  private static ObjectEncoder encoder(Optional<Compression> compression) {
    return ParquetEncoder.ofJsonLines("rows", MEMBERS, RowTransform.NONE, compression);
  }

  private Path json(Optional<Compression> compression, List<JsonObject> rows, int chunk)
      throws Exception {
    ObjectEncoder encoder = encoder(compression);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (int from = 0; from < rows.size(); from += chunk) {
      StringBuilder lines = new StringBuilder();
      rows.subList(from, Math.min(rows.size(), from + chunk))
          .forEach(row -> lines.append(row.encode()).append('\n'));
      append(file, encoder.encode(bytes(lines.toString())));
    }
    append(file, encoder.end(rows.size()));
    return stored(file);
  }

  private Path csv(String text, List<RowMember> columns) throws Exception {
    ObjectEncoder encoder =
        ParquetEncoder.ofCsv("rows", columns, RowTransform.NONE, Optional.empty());
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    append(file, encoder.encode(bytes(text)));
    append(file, encoder.end(1));
    return stored(file);
  }

  private Path stored(ByteArrayOutputStream file) throws Exception {
    return Files.write(Files.createTempFile(folder, "file", ".parquet"), file.toByteArray());
  }

  private static void append(ByteArrayOutputStream file, List<Buffer> content) {
    content.forEach(buffer -> file.writeBytes(buffer.getBytes()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
