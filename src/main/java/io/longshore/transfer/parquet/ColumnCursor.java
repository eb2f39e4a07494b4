package io.longshore.transfer.parquet;

import io.longshore.transfer.parquet.ParquetFooter.Chunk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Supplier;
import java.util.zip.CRC32;

/**
 * Goes through the values of a column in a row group. Has one page and one dictionary in memory,
 * and the bytes of the next page.
 */
final class ColumnCursor {

  private static final int LARGEST_HEADER = 1 << 20; // it may have statistics
  private static final int MOST_VALUES = 1 << 24;

  private final ParquetColumn column;
  private final Chunk chunk;
  private final ParquetBounds bounds;
  private byte[] bytes = new byte[0];
  private int from;
  private int to;
  private long read;
  private PageHeader header;
  private Dictionary dictionary;
  private long valuesLeft;
  private int leftInPage;
  private HybridValues levels;
  private Supplier<String> values;

  ColumnCursor(ParquetColumn column, Chunk chunk, ParquetBounds bounds) {
    PageCodec.require(chunk.codec());
    if (chunk.type() != column.type() || chunk.first() < 0 || chunk.bytes() < 0) {
      throw new IllegalArgumentException("the metadata of column " + column.name() + " is wrong");
    }
    this.column = column;
    this.chunk = chunk;
    this.bounds = bounds;
    this.valuesLeft = chunk.values();
  }

  String name() {
    return column.name();
  }

  /** Whether a value is there; if not, more bytes are needed. */
  boolean isReady() {
    while (leftInPage == 0) {
      if (valuesLeft <= 0) {
        throw new IllegalArgumentException("it has fewer values than rows");
      }
      if (!nextPage()) {
        return false;
      }
    }
    return true;
  }

  /** The next value; null if it is absent. Only if {@link #isReady}. */
  String next() {
    leftInPage--;
    valuesLeft--;
    return levels == null || levels.next() == column.definition() ? values.get() : null;
  }

  /** The position in the file of the bytes to read next. */
  long position() {
    return chunk.first() + read;
  }

  /** How many bytes to read next. */
  int wanted() {
    long left = chunk.bytes() - read;
    int window = bounds.window();
    long missing = header == null ? window : Math.max(window, header.bytes() - (to - from));
    if (left <= 0) {
      throw new IllegalArgumentException("its pages end too early");
    }
    return (int) Math.min(left, missing);
  }

  void feed(byte[] more) {
    int kept = to - from;
    byte[] joined = new byte[kept + more.length];
    System.arraycopy(bytes, from, joined, 0, kept);
    System.arraycopy(more, 0, joined, kept, more.length);
    bytes = joined;
    from = 0;
    to = joined.length;
    read += more.length;
  }

  private boolean nextPage() {
    if (header == null && !readHeader()) {
      return false;
    }
    if (to - from < header.bytes()) {
      return false;
    }
    PageHeader page = header;
    int start = from;
    header = null;
    from += page.bytes();
    checkSum(page, start);
    switch (page.type()) {
      case ParquetFormat.DATA_PAGE -> first(page, start);
      case ParquetFormat.DATA_PAGE_V2 -> second(page, start);
      case ParquetFormat.DICTIONARY_PAGE ->
          dictionary = new Dictionary(column, plain(page, start, 0), page.values());
      default -> {} // index pages
    }
    return true;
  }

  private boolean readHeader() {
    try {
      header = PageHeader.parse(bytes, from, to);
    } catch (CompactReader.EndOfData end) {
      if (to - from > LARGEST_HEADER) {
        throw new IllegalArgumentException("a page has no header", end);
      }
      return false;
    }
    from += header.length();
    int largest =
        header.type() == ParquetFormat.DICTIONARY_PAGE ? bounds.dictionary() : bounds.page();
    if (header.bytes() < 0 || header.plainBytes() < 0 || header.values() < 0) {
      throw new IllegalArgumentException("a page has a negative size");
    }
    if (header.bytes() > largest || header.plainBytes() > largest) {
      throw new IllegalArgumentException(
          "a page has %d bytes, %d compressed; at most %d are read: write smaller pages"
              .formatted(header.plainBytes(), header.bytes(), largest));
    }
    if (header.values() > MOST_VALUES) {
      throw new IllegalArgumentException("a page has more than " + MOST_VALUES + " values");
    }
    return true;
  }

  private void checkSum(PageHeader page, int start) {
    if (page.crc() != null) {
      CRC32 crc = new CRC32();
      crc.update(bytes, start, page.bytes());
      if ((int) crc.getValue() != page.crc()) {
        throw new IllegalArgumentException("the checksum of a page does not match");
      }
    }
  }

  /**
   * The decompressed bytes of a page.
   *
   * @param levelBytes at its start, which are not compressed
   */
  private ByteBuffer plain(PageHeader page, int start, int levelBytes) {
    byte[] plain = new byte[page.plainBytes()];
    if (levelBytes < 0 || levelBytes > Math.min(page.bytes(), plain.length)) {
      throw new IllegalArgumentException("the levels of a page are longer than the page");
    }
    System.arraycopy(bytes, start, plain, 0, levelBytes);
    PageCodec.decompress(
        page.compressed() ? chunk.codec() : 0,
        bytes,
        start + levelBytes,
        page.bytes() - levelBytes,
        plain,
        levelBytes);
    return ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void first(PageHeader page, int start) {
    ByteBuffer plain = plain(page, start, 0);
    int position = 0;
    levels = null;
    if (column.definition() > 0) {
      if (page.levelEncoding() != ParquetFormat.RLE) {
        throw new IllegalArgumentException("its levels have an encoding that is not supported");
      }
      int length = plain.getInt(0);
      if (length < 0 || length > plain.limit() - 4) {
        throw new IllegalArgumentException("the levels of a page are longer than the page");
      }
      position = 4 + length;
      levels = new HybridValues(plain.array(), 4, position, levelBits());
    }
    begin(page, plain.position(position));
  }

  private void second(PageHeader page, int start) {
    if (page.repetitionBytes() != 0) {
      throw new IllegalArgumentException("its values are repeated");
    }
    ByteBuffer plain = plain(page, start, page.levelBytes());
    levels =
        column.definition() > 0
            ? new HybridValues(plain.array(), 0, page.levelBytes(), levelBits())
            : null;
    begin(page, plain.position(page.levelBytes()));
  }

  private int levelBits() {
    return Integer.SIZE - Integer.numberOfLeadingZeros(column.definition());
  }

  private void begin(PageHeader page, ByteBuffer plain) {
    values = PageValues.of(column, page.encoding(), plain, page.values(), dictionary);
    leftInPage = page.values();
  }
}
