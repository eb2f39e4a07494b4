package io.longshore.transfer.parquet;

/**
 * Decodes whole numbers of a fixed width that are repeated or packed in bits: levels and the
 * positions in dictionaries. Decodes one value at a time, so that a run takes no memory.
 */
final class HybridValues {

  private final byte[] data;
  private final int end;
  private final int width;
  private int position;
  private long left;
  private boolean packed;
  private int repeated;
  private long bits;
  private int bitCount;

  /**
   * @param width of a value in bits, at most 32
   */
  HybridValues(byte[] data, int from, int to, int width) {
    if (width < 0 || width > 32 || from < 0 || to > data.length || from > to) {
      throw new IllegalArgumentException("a run is not within its page");
    }
    this.data = data;
    this.position = from;
    this.end = to;
    this.width = width;
  }

  int next() {
    while (left == 0) {
      run();
    }
    left--;
    return packed ? unpack() : repeated;
  }

  private void run() {
    long head = varint();
    packed = (head & 1) == 1;
    if (packed) {
      left = (head >>> 1) * 8;
      bitCount = 0;
      bits = 0;
      return;
    }
    left = head >>> 1;
    repeated = 0;
    for (int shift = 0; shift < width; shift += 8) {
      repeated |= (int) read() << shift;
    }
  }

  private int unpack() {
    while (bitCount < width) {
      bits |= read() << bitCount;
      bitCount += 8;
    }
    int value = (int) (bits & (1L << width) - 1);
    bits >>>= width;
    bitCount -= width;
    return value;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      long part = read();
      value |= (part & 0x7f) << shift;
      if (part < 0x80) {
        return value;
      }
    }
    throw new IllegalArgumentException("a run is too long");
  }

  private long read() {
    if (position >= end) {
      throw new IllegalArgumentException("a page has fewer values than it should");
    }
    return data[position++] & 0xff;
  }
}
