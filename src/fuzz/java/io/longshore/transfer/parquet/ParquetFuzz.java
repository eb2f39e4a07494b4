package io.longshore.transfer.parquet;

import io.longshore.transfer.read.ReadLimits;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Fuzzes Parquet files: their rows are decoded, or they are refused as damaged. */
public final class ParquetFuzz {

  private static final int MOST_BATCHES = 2_000;

  private ParquetFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length < 12) {
      return;
    }
    try {
      read(data);
    } catch (IllegalArgumentException refused) {
      // with a reason
    } catch (RuntimeException failure) {
      if (!ParquetReader.isDamage(failure)) {
        throw failure;
      }
    }
  }

  private static void read(byte[] data) {
    ParquetRows rows = new ParquetRows(Set.of("c"), new ReadLimits(1 << 20, 1 << 20, 200, 1 << 20));
    int end = data.length - 8;
    int footer =
        ParquetReader.footerLength(Buffer.buffer(data), data.length, ParquetBounds.JOB.footer());
    rows.open(Arrays.copyOfRange(data, end - footer, end));
    for (int i = 0; i < MOST_BATCHES; i++) {
      boolean found = rows.batch().isPresent();
      Optional<ColumnCursor> hungry = rows.hungry();
      if (!found && hungry.isEmpty()) {
        return;
      }
      if (!found) {
        feed(hungry.get(), data);
      }
    }
  }

  private static void feed(ColumnCursor column, byte[] data) {
    long first = column.position();
    int length = column.wanted();
    if (first > data.length - length) {
      throw new IllegalArgumentException("outside of the file");
    }
    column.feed(Arrays.copyOfRange(data, (int) first, (int) first + length));
  }

  public static List<byte[]> seeds() {
    CraftedFile texts = new CraftedFile();
    CraftedFile numbers = new CraftedFile();
    numbers.type = ParquetFormat.INT64;
    numbers.encoding = ParquetFormat.DELTA_BINARY_PACKED;
    numbers.page = new byte[] {-128, 1, 4, 2, 2, 4, 8, 0, 0, 0, 1, 2, 3, 4};
    CraftedFile runs = new CraftedFile();
    CraftedFileCases.hugeRun(runs);
    CraftedFile lengths = new CraftedFile();
    CraftedFileCases.hugeDelta(lengths);
    CraftedFile dictionary = new CraftedFile();
    CraftedFileCases.hugeDictionary(dictionary);
    return List.of(
        texts.bytes(), numbers.bytes(), runs.bytes(), lengths.bytes(), dictionary.bytes());
  }
}
