package io.longshore.transfer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** CSV files, gzipped or not. */
public final class CsvFuzz {

  private CsvFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    Feeding.requireSame(data, CsvReader::decoder, CsvRow::toString);
  }

  public static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (String text :
        List.of(
            "USER_ID,AGE\nann,5\nbob,\n",
            "\ufeffa,b\r\n\"x, \"\"y\"\"\",\"two\nlines\"\r\n\r\né,😀\r\n",
            "a\n=1+1\n\"open\n")) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      seeds.add(bytes);
      seeds.add(gzip(bytes));
    }
    return seeds;
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return packed.toByteArray();
  }
}
