package io.longshore.transfer.parquet;

/**
 * Decodes whole numbers that are stored as differences, packed in bits block by block. Decodes one
 * value at a time.
 */
final class DeltaValues {

  private final byte[] data;
  private final int end;
  private final long blockSize;
  private final int miniBlocks;
  private final long total;
  private int position;
  private long given;
  private long value;
  private long minDelta;
  private int widths;
  private int miniBlock;
  private long leftInMiniBlock;
  private int width;
  private int bit;

  DeltaValues(byte[] data, int from, int to) {
    this.data = data;
    this.position = from;
    this.end = to;
    this.blockSize = varint();
    long blocks = varint();
    this.total = varint();
    this.value = zigzag();
    if (blocks < 1 || blocks > 1024 || blockSize < blocks || blockSize % blocks != 0) {
      throw new IllegalArgumentException("a block of differences has a wrong size");
    }
    this.miniBlocks = (int) blocks;
    this.miniBlock = miniBlocks;
  }

  long total() {
    return total;
  }

  long next() {
    if (given >= total) {
      throw new IllegalArgumentException("a page has fewer values than it should");
    }
    if (given++ == 0) {
      return value;
    }
    if (leftInMiniBlock == 0) {
      nextMiniBlock();
    }
    leftInMiniBlock--;
    value += minDelta + unpack();
    return value;
  }

  /** The position behind all values. Only after the last of them. */
  int behind() {
    if (leftInMiniBlock > 0) {
      skipBits(leftInMiniBlock * width);
    }
    return position;
  }

  private void nextMiniBlock() {
    if (miniBlock == miniBlocks) {
      minDelta = zigzag();
      widths = position;
      position += miniBlocks;
      miniBlock = 0;
    }
    width = read(widths + miniBlock++);
    if (width > 64) {
      throw new IllegalArgumentException("a difference has more than 64 bits");
    }
    leftInMiniBlock = blockSize / miniBlocks;
    bit = 0;
  }

  private long unpack() {
    long result = 0;
    for (int got = 0; got < width; ) {
      int taken = Math.min(8 - bit, width - got);
      long part = read(position) >>> bit & (1 << taken) - 1;
      result |= part << got;
      got += taken;
      skipBits(taken);
    }
    return result;
  }

  private void skipBits(long count) {
    long bits = bit + count;
    position = Math.toIntExact(position + bits / 8);
    bit = (int) (bits % 8);
  }

  private long zigzag() {
    long number = varint();
    return number >>> 1 ^ -(number & 1);
  }

  private long varint() {
    long number = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      long part = read(position++);
      number |= (part & 0x7f) << shift;
      if (part < 0x80) {
        return number;
      }
    }
    throw new IllegalArgumentException("a number is too long");
  }

  private int read(int at) {
    if (at >= end) {
      throw new IllegalArgumentException("a page has fewer values than it should");
    }
    return data[at] & 0xff;
  }
}
