package io.longshore.embedded.s3.checksum;

import java.util.zip.Checksum;

/** The CRC-64/NVME checksum, and the combination of two reflected CRCs of up to 64 bits. */
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
   * Combines the CRCs of two consecutive blocks of data, of which the second has {@code length}
   * bytes.
   *
   * @param bits the width of the CRC: 32 or 64
   */
  static long combine(long polynomial, int bits, long first, long second, long length) {
    long[] power = new long[bits]; // the effect of one zero bit, as a matrix over GF(2)
    power[0] = polynomial;
    for (int i = 1; i < bits; i++) {
      power[i] = 1L << i - 1;
    }
    long value = first;
    for (long remaining = length << 3; remaining != 0; remaining >>>= 1) {
      if ((remaining & 1) == 1) {
        value = multiply(power, value);
      }
      power = square(power);
    }
    return value ^ second;
  }

  private static long multiply(long[] matrix, long vector) {
    long sum = 0;
    long remaining = vector;
    for (int i = 0; remaining != 0; i++, remaining >>>= 1) {
      sum ^= (remaining & 1) == 1 ? matrix[i] : 0;
    }
    return sum;
  }

  private static long[] square(long[] matrix) {
    long[] result = new long[matrix.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = multiply(matrix, matrix[i]);
    }
    return result;
  }
}
