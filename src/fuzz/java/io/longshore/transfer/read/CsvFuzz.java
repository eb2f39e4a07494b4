package io.longshore.transfer.read;

import io.longshore.fixture.Gzip;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Fuzzes CSV files, with and without gzip. */
public final class CsvFuzz {

  private CsvFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    ChunkedDecoding.requireSame(data, CsvReader::csvDecoder, CsvRow::toString);
  }

  public static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (String text :
        List.of(
            "USER_ID,AGE\nann,5\nbob,\n",
            "\ufeffa,b\r\n\"x, \"\"y\"\"\",\"two\nlines\"\r\n\r\né,😀\r\n",
            "a\n=1+1\n\"open\n",
            "sep=;\na; \"b\";;\n1;\"2;3\";;\n;;;\n",
            "a, b,,\n1, \"2, 3\" ,,\n")) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      seeds.add(bytes);
      seeds.add(Gzip.packed(bytes));
    }
    return seeds;
  }
}
