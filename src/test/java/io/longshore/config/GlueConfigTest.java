package io.longshore.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.config.load.ConfigError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlueConfigTest {

  private static final String BOTH =
      "{\"sales.clicks\": {\"uri\": \"s3://lake/clicks/\", \"format\": \"csv\"},"
          + " \"sales.views\": {\"uri\": \"s3://lake\"}}";

  @TempDir Path temp;

  @Test
  void tables_are_read_from_the_file_or_from_json_in_the_environment() throws IOException {
    Path file = temp.resolve("longshore.yaml");
    Files.writeString(
        file,
        """
        glue:
          tables:
            sales.clicks:
              uri: s3://lake/clicks/
              format: csv
            sales.views: {uri: "s3://lake"}
        """);

    GlueConfig written = LongshoreConfig.load(Optional.of(file), Map.of(), Map.of()).glue();
    GlueConfig set =
        LongshoreConfig.load(Optional.empty(), Map.of("LONGSHORE_GLUE_TABLES", BOTH), Map.of())
            .glue();

    assertThat(written).isEqualTo(set);
    assertThat(set.table("sales", "clicks"))
        .contains(new GlueTable("s3://lake/clicks/", Optional.of("csv")));
    assertThat(set.table("sales", "views")).contains(new GlueTable("s3://lake", Optional.empty()));
    assertThat(set.table("sales", "returns")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"clicks\": {\"uri\": \"s3://lake/\"}}                          | database.table",
        "{\"a.b\": {\"uri\": \"http://lake/\"}}                           | s3://bucket/prefix",
        "{\"a.b\": {\"uri\": \"s3://lake/\", \"format\": \"orc\"}}        | csv, json or parquet",
        "{\"a.b\": {\"format\": \"csv\"}}                                 | a.b lacks uri",
        "{\"a.b\": {\"uri\": \"s3://lake/\", \"fromat\": \"csv\"}}        | unknown member fromat",
        "{\"a.b\": \"s3://lake/\"}                                        | a.b lacks uri",
        "[1]                                                              | names with {uri",
        "a.b=s3://lake/                                                   | names with {uri",
      })
  void an_invalid_table_is_rejected_in_one_line(String text, String why) {
    assertThatThrownBy(
            () -> LongshoreConfig.load(Optional.empty(), Map.of(), Map.of("glue.tables", text)))
        .isInstanceOf(ConfigError.class)
        .hasMessageStartingWith("glue.tables must ")
        .hasMessageContaining(why)
        .hasMessageNotContaining("\n");
  }
}
