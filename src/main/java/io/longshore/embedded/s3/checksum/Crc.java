package io.longshore.embedded.s3.checksum;

import java.util.zip.Checksum;

/** A reflected CRC of up to 64 bits, and the CRC of two pieces of data that follow one another. */
final class Crc implements Checksum {

  static final long CRC32 = 0xEDB88320L;
  static final long CRC32C = 0x82F63B78L;
  static final long CRC64NVME = 0x9A6C9329AC4BC9B5L;
  private static final int SLICES = 8;
  private static final long[][] NVME = tables(CRC64NVME);

  private long state = -1;

  private static long[][] tables(long polynomial) {
    long[][] tables = new long[SLICES][256];
    for (int i = 0; i < 256; i++) {
      long value = i;
      for (int bit = 0; bit < 8; bit++) {
        value = (value & 1) == 1 ? value >>> 1 ^ polynomial : value >>> 1;
      }
      tables[0][i] = value;
    }
    for (int slice = 1; slice < SLICES; slice++) {
      for (int i = 0; i < 256; i++) {
        long before = tables[slice - 1][i];
        tables[slice][i] = tables[0][(int) before & 255] ^ before >>> 8;
      }
    }
    return tables;
  }

  @Override
  public void update(int b) {
    state = NVME[0][(int) (state ^ b) & 255] ^ state >>> 8;
  }

  @Override
  public void update(byte[] bytes, int offset, int length) {
    int i = offset;
    int end = offset + length;
    for (; i + SLICES <= end; i += SLICES) {
      long word = state;
      for (int b = 0; b < SLICES; b++) {
        word ^= (bytes[i + b] & 255L) << 8 * b;
      }
      long next = 0;
      for (int b = 0; b < SLICES; b++) {
        next ^= NVME[SLICES - 1 - b][(int) (word >>> 8 * b) & 255];
      }
      state = next;
    }
    for (; i < end; i++) {
      update(bytes[i]);
    }
  }

  @Override
  public long getValue() {
    return ~state;
  }

  @Override
  public void reset() {
    state = -1;
  }

  /**
   * The CRC of data whose beginning has that CRC, and whose rest that of the second length bytes.
   *
   * @param bits 32 or 64
   */
  static long joined(long polynomial, int bits, long first, long second, long length) {
    long[] power = new long[bits]; // the effect of one zero bit, as a matrix over GF(2)
    power[0] = polynomial;
    for (int i = 1; i < bits; i++) {
      power[i] = 1L << i - 1;
    }
    long value = first;
    for (long left = length << 3; left != 0; left >>>= 1) {
      if ((left & 1) == 1) {
        value = times(power, value);
      }
      power = squared(power);
    }
    return value ^ second;
  }

  private static long times(long[] matrix, long vector) {
    long sum = 0;
    long left = vector;
    for (int i = 0; left != 0; i++, left >>>= 1) {
      sum ^= (left & 1) == 1 ? matrix[i] : 0;
    }
    return sum;
  }

  private static long[] squared(long[] matrix) {
    long[] square = new long[matrix.length];
    for (int i = 0; i < square.length; i++) {
      square[i] = times(matrix, matrix[i]);
    }
    return square;
  }
}
