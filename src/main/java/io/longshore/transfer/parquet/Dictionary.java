package io.longshore.transfer.parquet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The dictionary of a column: its values as bytes, which become text when they are used. */
final class Dictionary {

  private final ParquetColumn column;
  private final ByteBuffer values;
  private final int[] positions;

  /**
   * @param page values one after another
   * @param count how many the page should have
   */
  Dictionary(ParquetColumn column, ByteBuffer page, int count) {
    if (count < 0 || count > page.remaining()) {
      throw new IllegalArgumentException("a dictionary has fewer values than it should");
    }
    this.column = column;
    this.values = page;
    this.positions = new int[count];
    int at = page.position();
    for (int i = 0; i < count; i++) {
      positions[i] = at;
      long length = length(at);
      if (length < 0 || length > page.limit() - at) {
        throw new IllegalArgumentException("a value is longer than its dictionary");
      }
      at += (int) length;
    }
  }

  private long length(int at) {
    return switch (column.type()) {
      case ParquetFormat.INT32, ParquetFormat.FLOAT -> 4;
      case ParquetFormat.INT64, ParquetFormat.DOUBLE -> 8;
      case ParquetFormat.INT96 -> 12;
      case ParquetFormat.FIXED -> column.length();
      case ParquetFormat.BYTE_ARRAY -> 4L + Math.max(0, values.getInt(at));
      default -> throw new IllegalArgumentException("its type has no dictionary");
    };
  }

  String text(int position) {
    if (position < 0 || position >= positions.length) {
      throw new IllegalArgumentException("a value is not in its dictionary");
    }
    ByteBuffer value = values.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    value.position(positions[position]);
    return PageValues.of(column, ParquetFormat.PLAIN, value, 1, null).get();
  }
}
