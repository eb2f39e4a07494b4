package io.longshore.service.cleanroomsml.profile;

import java.util.ArrayList;
import java.util.List;

/** Writes users into blocks of some 32 KiB; see {@link ProfileBlock}. Not thread-safe. */
final class ProfileBlockWriter {

  private static final int FULL_BYTES = 32 * 1024;

  private final ByteWriter block = new ByteWriter(FULL_BYTES + FULL_BYTES / 4);
  private final List<byte[]> blocks = new ArrayList<>();

  /** Adds a user with {@code count} items from {@code first} on. */
  void add(byte[] ids, int at, int length, long[] items, int first, int count) {
    block.putShort(length);
    block.put(ids, at, length);
    block.putShort(count);
    for (int item = first; item < first + count; item++) {
      block.putLong(items[item]);
    }
    if (block.length() >= FULL_BYTES) {
      blocks.add(block.take());
    }
  }

  List<byte[]> blocks() {
    if (block.length() > 0) {
      blocks.add(block.take());
    }
    return blocks;
  }
}
