package io.longshore.store;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * One of the 256 hash buckets into which the rows of a container are divided. It is stored with the
 * row and part of every look-up, so the hash function must never change.
 */
public final class HashBucket {

  /** Hash buckets are numbered from 0 to 255. */
  public static final int COUNT = 256;

  private HashBucket() {}

  /** The lowest eight bits of the CRC-32C of the id in UTF-8. */
  public static short of(String id) {
    return ofUtf8(id.getBytes(StandardCharsets.UTF_8));
  }

  /** The same of an id in UTF-8. */
  public static short ofUtf8(byte[] id) {
    CRC32C crc = new CRC32C();
    crc.update(id);
    return (short) (crc.getValue() & 0xff);
  }
}
