package io.longshore.transfer.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.transfer.parquet.ParquetColumn.Meaning;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Encodings that the writer of the other tests does not use; the bytes are written by hand. */
class PageValuesTest {

  @Test
  void timestamps_of_96_bits_are_a_julian_day_and_nanoseconds() {
    // 2023-11-14 is the Julian day 2460263; 22:13:20 are 80,000 seconds
    ByteBuffer page = bytes(24);
    page.putLong(80_000L * 1_000_000_000).putInt(2_460_263);
    page.putLong(86_399_999_999_999L).putInt(2_440_587).flip();

    Supplier<String> values = values(ParquetFormat.INT96, ParquetFormat.PLAIN, page, 2);

    assertThat(values.get()).isEqualTo("1700000000");
    assertThat(values.get()).isEqualTo("-1");
  }

  @Test
  void a_text_may_begin_as_the_one_before() {
    ByteBuffer page = bytes(64);
    lengths(page, 0, 2); // of the beginnings
    lengths(page, 3, 1); // of the rest
    page.put(new byte[] {'a', 'b', 'c', 'd'}).flip();

    Supplier<String> values =
        values(ParquetFormat.BYTE_ARRAY, ParquetFormat.DELTA_BYTE_ARRAY, page, 2);

    assertThat(values.get()).isEqualTo("abc");
    assertThat(values.get()).isEqualTo("abd");
  }

  /** Two numbers: the first, and the difference of the second as the smallest of its block. */
  private static void lengths(ByteBuffer page, int first, int second) {
    page.put(new byte[] {-128, 1, 4, 2, zigzag(first)});
    page.put(new byte[] {zigzag(second - first), 0, 0, 0, 0});
  }

  private static byte zigzag(int number) {
    return (byte) (number << 1 ^ number >> 31);
  }

  @Test
  void bytes_that_are_not_utf_8_are_marked() {
    ByteBuffer page = bytes(16).putInt(1).put((byte) 0xff).flip();

    assertThat(values(ParquetFormat.BYTE_ARRAY, ParquetFormat.PLAIN, page, 1).get())
        .isSameAs(ParquetColumn.NO_TEXT);
  }

  private static ByteBuffer bytes(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Supplier<String> values(int type, int encoding, ByteBuffer page, int count) {
    ParquetColumn column = new ParquetColumn(List.of("c"), type, 0, 0, false, Meaning.PLAIN, 0);
    return PageValues.of(column, encoding, page, count, null);
  }
}
