package io.longshore.transfer.read;

/**
 * What a file may cost that somebody else made.
 *
 * @param recordBytes the longest line, or CSV record
 * @param outputBytes the most that a file may hold, unpacked
 * @param ratio unpacked to packed bytes, at most, once {@code ratioFrom} bytes have been unpacked
 */
public record ReadLimits(int recordBytes, long outputBytes, int ratio, long ratioFrom) {

  /** A mebibyte a line, 10 GiB a file, 200:1 after the first 10 MiB. */
  public static final ReadLimits DEFAULT = new ReadLimits(1 << 20, 10L << 30, 200, 10L << 20);
}
