package io.longshore.transfer.read;

/**
 * Limits for files of users.
 *
 * @param recordBytes maximum size of a line or CSV record
 * @param outputBytes maximum size of a file after decompression
 * @param ratio maximum ratio of the sizes after and before decompression
 * @param ratioFrom decompressed bytes from which on {@code ratio} is checked
 */
public record ReadLimits(int recordBytes, long outputBytes, int ratio, long ratioFrom) {

  /** 1 MiB for a line, 10 GiB for a file, 200:1 after the first 10 MiB. */
  public static final ReadLimits DEFAULT = new ReadLimits(1 << 20, 10L << 30, 200, 10L << 20);
}
