package io.longshore.transfer.parquet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Supplier;

/** The values of a page as text, one at a time. */
final class PageValues {

  private static final int LONGEST = 16 << 20;
  private static final int MOST_LENGTHS = 1 << 21;

  private PageValues() {}

  /**
   * The decoder of a page's values.
   *
   * @param count the values in the page, absent ones included
   */
  static Supplier<String> of(
      ParquetColumn column, int encoding, ByteBuffer page, int count, Dictionary dictionary) {
    return switch (encoding) {
      case ParquetFormat.PLAIN -> plain(column, page);
      case ParquetFormat.PLAIN_DICTIONARY, ParquetFormat.RLE_DICTIONARY ->
          dictionary(page, dictionary);
      case ParquetFormat.RLE -> bits(column, page);
      case ParquetFormat.DELTA_BINARY_PACKED -> delta(column, page);
      case ParquetFormat.DELTA_LENGTH_BYTE_ARRAY -> lengths(column, page, count);
      case ParquetFormat.DELTA_BYTE_ARRAY -> prefixes(column, page, count);
      case ParquetFormat.BYTE_STREAM_SPLIT -> split(column, page);
      default ->
          throw new IllegalArgumentException("its encoding " + encoding + " is not supported");
    };
  }

  private static Supplier<String> plain(ParquetColumn column, ByteBuffer page) {
    return switch (column.type()) {
      case ParquetFormat.BOOLEAN -> {
        int[] bit = {0};
        yield () -> {
          int at = bit[0]++;
          return Boolean.toString((page.get(page.position() + at / 8) >> at % 8 & 1) == 1);
        };
      }
      case ParquetFormat.INT32 -> () -> column.text(page.getInt());
      case ParquetFormat.INT64 -> () -> column.text(page.getLong());
      case ParquetFormat.FLOAT -> () -> ParquetColumn.text(page.getFloat());
      case ParquetFormat.DOUBLE -> () -> ParquetColumn.text(page.getDouble());
      case ParquetFormat.INT96 -> () -> column.text(take(page, 12));
      case ParquetFormat.FIXED -> () -> column.text(take(page, column.length()));
      case ParquetFormat.BYTE_ARRAY -> () -> column.text(take(page, page.getInt()));
      default -> throw new IllegalArgumentException("its type is unknown");
    };
  }

  private static ByteBuffer take(ByteBuffer page, long length) {
    if (length < 0 || length > page.remaining()) {
      throw new IllegalArgumentException("a value is longer than its page");
    }
    ByteBuffer value = page.slice(page.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
    page.position(page.position() + (int) length);
    return value;
  }

  private static Supplier<String> dictionary(ByteBuffer page, Dictionary dictionary) {
    if (dictionary == null) {
      throw new IllegalArgumentException("its dictionary is missing");
    }
    if (!page.hasRemaining()) {
      return () -> dictionary.text(-1);
    }
    int width = page.get() & 0xff;
    HybridValues positions =
        new HybridValues(page.array(), page.arrayOffset() + page.position(), end(page), width);
    return () -> dictionary.text(positions.next());
  }

  /** Booleans of newer writers. */
  private static Supplier<String> bits(ParquetColumn column, ByteBuffer page) {
    if (column.type() != ParquetFormat.BOOLEAN) {
      throw new IllegalArgumentException("only booleans may have the encoding RLE");
    }
    ByteBuffer runs = take(page, page.getInt());
    HybridValues values =
        new HybridValues(runs.array(), runs.arrayOffset() + runs.position(), end(runs), 1);
    return () -> Boolean.toString(values.next() == 1);
  }

  private static Supplier<String> delta(ParquetColumn column, ByteBuffer page) {
    boolean narrow = column.type() == ParquetFormat.INT32;
    if (!narrow && column.type() != ParquetFormat.INT64) {
      throw new IllegalArgumentException("only whole numbers may be stored as differences");
    }
    DeltaValues values = deltas(page);
    return () -> {
      long value = values.next();
      return column.text(narrow ? (int) value : value);
    };
  }

  private static DeltaValues deltas(ByteBuffer page) {
    return new DeltaValues(page.array(), page.arrayOffset() + page.position(), end(page));
  }

  private static int end(ByteBuffer page) {
    return page.arrayOffset() + page.limit();
  }

  /** All lengths, and then all bytes. */
  private static Supplier<String> lengths(ParquetColumn column, ByteBuffer page, int count) {
    int[] lengths = all(page, count);
    int[] next = {0};
    return () -> column.text(take(page, lengths[next[0]++]));
  }

  /** All lengths of the parts that are the same as in the value before, and then the rest. */
  private static Supplier<String> prefixes(ParquetColumn column, ByteBuffer page, int count) {
    int[] prefixes = all(page, count);
    int[] suffixes = all(page, count);
    int[] next = {0};
    byte[][] last = {new byte[0]};
    return () -> {
      int at = next[0]++;
      ByteBuffer suffix = take(page, suffixes[at]);
      int prefix = prefixes[at];
      if (prefix < 0 || prefix > last[0].length || prefix + suffix.remaining() > LONGEST) {
        throw new IllegalArgumentException("a value begins with more than the one before has");
      }
      byte[] value = new byte[prefix + suffix.remaining()];
      System.arraycopy(last[0], 0, value, 0, prefix);
      suffix.get(value, prefix, suffix.remaining());
      last[0] = value;
      return column.text(ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN));
    };
  }

  /** The whole numbers at the start of the page, whose position moves behind them. */
  private static int[] all(ByteBuffer page, int count) {
    DeltaValues values = deltas(page);
    if (values.total() > Math.min(count, MOST_LENGTHS)) {
      throw new IllegalArgumentException("a page has more values than it should");
    }
    int[] all = new int[(int) values.total()];
    for (int i = 0; i < all.length; i++) {
      all[i] = Math.toIntExact(values.next());
    }
    page.position(values.behind() - page.arrayOffset());
    return all;
  }

  /** The first bytes of all values, then the second ones, and so on. */
  private static Supplier<String> split(ParquetColumn column, ByteBuffer page) {
    int width =
        switch (column.type()) {
          case ParquetFormat.INT32, ParquetFormat.FLOAT -> 4;
          case ParquetFormat.INT64, ParquetFormat.DOUBLE -> 8;
          case ParquetFormat.FIXED -> column.length();
          default -> throw new IllegalArgumentException("its type cannot be split");
        };
    if (width < 1) {
      throw new IllegalArgumentException("its values have no bytes");
    }
    int stride = page.remaining() / width;
    int from = page.position();
    byte[] bytes = new byte[width];
    int[] next = {0};
    return () -> {
      int at = next[0]++;
      if (at >= stride) {
        throw new IllegalArgumentException("a page has fewer values than it should");
      }
      for (int i = 0; i < width; i++) {
        bytes[i] = page.get(from + i * stride + at);
      }
      ByteBuffer value = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      return plain(column, value).get();
    };
  }
}
