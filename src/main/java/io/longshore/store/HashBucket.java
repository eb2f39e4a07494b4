package io.longshore.store;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Which of 256 shares of its container a row belongs to. Stored with the row and sent with every
 * look-up; never changes, so the hash must never change either.
 */
public final class HashBucket {

  /** Buckets are 0 to 255. */
  public static final int COUNT = 256;

  private HashBucket() {}

  /** CRC-32C of the id's UTF-8 bytes, lowest eight bits. */
  public static short of(String id) {
    CRC32C crc = new CRC32C();
    crc.update(id.getBytes(StandardCharsets.UTF_8));
    return (short) (crc.getValue() & 0xff);
  }
}
