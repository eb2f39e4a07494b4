package io.longshore.transfer.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CSV files as spreadsheets write them. */
class CsvReaderTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 100_000})
  void csv_of_spreadsheets_is_read(int cut) throws MalformedFile {
    List<String> names = List.of("Id", "Address", "Note");
    List<List<String>> rows = List.of(List.of("1", "a;b", ""), List.of("2", "x, \"y\"", "n"));
    for (String text :
        List.of(
            "Id, Address, Note\n1, a;b,\n2, \"x, \"\"y\"\"\", n \n",
            "Id,Address,Note,,\r\n1,a;b,,,\r\n,,,,\r\n2,\"x, \"\"y\"\"\",n,,\r\n",
            "Id;Address;Note\n1;\"a;b\";\n;;\n2;\"x, \"\"y\"\"\";n",
            "\uFEFFsep=;\n\"Id\";\"Address\";\"Note\"\n1;\"a;b\";\n2;\"x, \"\"y\"\"\";n;",
            "\nId\tAddress\tNote\n1\ta;b\t\n   \n2\t\"x, \"\"y\"\"\"\tn\n")) {
      RowBatch<CsvRow> all = read(text, cut);

      assertThat(all.bad()).as(text).isEmpty();
      assertThat(all.rows()).as(text).extracting(row -> row.value().header()).containsOnly(names);
      assertThat(all.rows()).as(text).extracting(row -> row.value().values()).isEqualTo(rows);
    }
  }

  @Test
  void blanks_of_csv_values_are_kept_unless_the_header_has_blanks_after_separators()
      throws MalformedFile {
    String text = "a,b\n x,y;z\n1,\" 2 \"\n1, \"2\"\n1,2,3\n";

    RowBatch<CsvRow> all = read(text, 7);

    assertThat(all.rows())
        .extracting(row -> row.value().values())
        .containsExactly(List.of(" x", "y;z"), List.of("1", " 2 "), List.of("1", " \"2\""));
    assertThat(all.bad())
        .containsExactly(new MalformedRow(5, "3 values where the header has 2 names"));
  }

  @Test
  void values_are_the_same_with_quotes_and_without_wherever_the_file_is_cut() throws MalformedFile {
    Random random = new Random(5);
    List<List<String>> rows = new ArrayList<>();
    StringBuilder quoted = new StringBuilder("\"a\",\"b\",\"c\"\n");
    StringBuilder bare = new StringBuilder("a,b,c\n");
    for (int row = 0; row < 300; row++) {
      List<String> values = new ArrayList<>();
      for (int column = 0; column < 3; column++) {
        values.add(value(random, column == 0));
      }
      rows.add(values);
      for (int column = 0; column < 3; column++) {
        String value = values.get(column);
        String end = column < 2 ? "," : row % 3 == 0 ? "\r\n" : "\n";
        String inQuotes = '"' + value.replace("\"", "\"\"") + '"';
        quoted.append(inQuotes).append(end);
        bare.append(value.matches("[xé ]*") ? value : inQuotes).append(end);
      }
    }
    for (int cut : List.of(1, 2, 3, 17, 64, 1000, 100_000)) {
      assertThat(read(quoted.toString(), cut).rows())
          .extracting(row -> row.value().values())
          .isEqualTo(rows);
      assertThat(read(bare.toString(), cut)).isEqualTo(read(bare.toString(), 1));
      assertThat(read(bare.toString(), cut).rows())
          .extracting(row -> row.value().values())
          .isEqualTo(rows);
    }
  }

  private static String value(Random random, boolean notEmpty) {
    StringBuilder value = new StringBuilder(notEmpty ? "x" : "");
    for (int length = random.nextInt(5); length > 0; length--) {
      value.append("xé,\"\n \r;".charAt(random.nextInt(8)));
    }
    return value.toString();
  }

  private static RowBatch<CsvRow> read(String text, int cut) throws MalformedFile {
    RowDecoder<CsvRow> decoder = CsvReader.csvDecoder(ReadLimits.DEFAULT);
    List<ReadRow<CsvRow>> rows = new ArrayList<>();
    List<MalformedRow> bad = new ArrayList<>();
    byte[] bytes = text.getBytes(UTF_8);
    for (int at = 0; at <= bytes.length; at += cut) {
      if (at + cut > bytes.length) {
        decoder.feed(Arrays.copyOfRange(bytes, at, bytes.length));
        decoder.endOfInput();
      } else {
        decoder.feed(Arrays.copyOfRange(bytes, at, at + cut));
      }
      Optional<RowBatch<CsvRow>> batch = decoder.batch();
      while (batch.isPresent()) {
        rows.addAll(batch.get().rows());
        bad.addAll(batch.get().bad());
        batch = decoder.batch();
      }
    }
    return new RowBatch<>(rows, bad);
  }
}
