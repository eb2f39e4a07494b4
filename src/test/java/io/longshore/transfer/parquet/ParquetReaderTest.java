package io.longshore.transfer.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.DuckDb;
import io.longshore.fixture.Waiting;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads files that another implementation of the format wrote. */
class ParquetReaderTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static final int ROWS = 30_000;

  @TempDir static Path folder;

  @AfterAll
  static void close() {
    Waiting.await(VERTX.close());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "compression uncompressed",
        "compression snappy",
        "compression gzip",
        "compression zstd",
        "compression snappy, row_group_size 2048",
        "compression zstd, parquet_version v2",
        "compression snappy, parquet_version v2, row_group_size 2048"
      })
  void values_are_those_that_were_written(String options) throws Exception {
    ReadFile read =
        read(
            "select 'u' || (i % 100) as user, case when i % 7 = 0 then null else 'item-' || (i * 7919)"
                + " end as item, i::bigint * 1000003 as number, (i % 5)::integer as small, i / 8.0::double as real"
                + " from range("
                + ROWS
                + ") t(i)",
            options,
            "user",
            "item",
            "number",
            "small",
            "real");

    assertThat(read.bad()).isEmpty();
    assertThat(read.column("user")).isEqualTo(list(i -> "u" + i % 100));
    assertThat(read.column("item")).isEqualTo(list(i -> i % 7 == 0 ? "" : "item-" + i * 7919L));
    assertThat(read.column("number")).isEqualTo(list(i -> Long.toString(i * 1000003L)));
    assertThat(read.column("small")).isEqualTo(list(i -> Integer.toString(i % 5)));
    assertThat(read.column("real"))
        .isEqualTo(list(i -> BigDecimal.valueOf(i / 8.0).toPlainString()));
    assertThat(read.rows().get(ROWS - 1).line()).isEqualTo(ROWS);
  }

  private static List<String> list(IntFunction<String> value) {
    return IntStream.range(0, ROWS).mapToObj(value).toList();
  }

  @Test
  void times_become_seconds() throws Exception {
    ReadFile read =
        read(
            "select timestamp '2023-11-14 22:13:20.9' as micros, timestamp_ms '2023-11-14 22:13:20.9' as"
                + " millis, timestamp_ns '1969-12-31 23:59:59.5' as nanos, date '2023-11-14' as day,"
                + " timestamptz '2023-11-14 22:13:20+00' as zoned, 1.50::decimal(9,2) as price,"
                + " 18446744073709551615::ubigint as large, true as flag",
            "compression snappy",
            "micros",
            "millis",
            "nanos",
            "day",
            "zoned",
            "price",
            "large",
            "flag");

    assertThat(read.rows().get(0).value().values())
        .containsExactly(
            "1700000000",
            "1700000000",
            "-1",
            "1699920000",
            "1700000000",
            "1.50",
            "18446744073709551615",
            "true");
  }

  @Test
  void columns_that_are_not_asked_for_may_be_nested() throws Exception {
    String query = "select [1, 2] as list, {'a': 1} as part, 'x' as plain, map {'k': 'v'} as pairs";

    assertThat(read(query, "compression snappy", "PLAIN").rows().get(0).value().values())
        .containsExactly("", "", "x", "");
  }

  private static ReadFile read(String query, String options, String... columns)
      throws SQLException, IOException {
    Path file = DuckDb.write(folder, query, options);
    return ReadFile.of(VERTX, Files.readAllBytes(file), columns);
  }
}
