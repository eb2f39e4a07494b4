package io.longshore.service.cleanroomsml.profile;

import java.util.Arrays;

/** The ids of users, numbered from 0 in the order in which they are added. Not thread-safe. */
final class UserIds {

  private byte[] bytes = new byte[4096];
  private int length;
  private int[] ends = new int[256];
  private long[] hashes = new long[256];
  private int size;
  private int[] slots = new int[512]; // the number plus 1; 0 in empty slots

  int size() {
    return size;
  }

  /** The number of bytes of all ids. */
  int bytes() {
    return length;
  }

  /** The number of the id, which is added if it is new. */
  int index(byte[] from, int at, int count, long hash) {
    int slot = (int) hash & slots.length - 1;
    while (slots[slot] != 0) {
      int found = slots[slot] - 1;
      if (hashes[found] == hash && isAt(found, from, at, count)) {
        return found;
      }
      slot = slot + 1 & slots.length - 1;
    }
    slots[slot] = size + 1;
    append(from, at, count, hash);
    return size - 1;
  }

  private boolean isAt(int number, byte[] from, int at, int count) {
    return Arrays.equals(bytes, start(number), ends[number], from, at, at + count);
  }

  private int start(int number) {
    return number == 0 ? 0 : ends[number - 1];
  }

  private void append(byte[] from, int at, int count, long hash) {
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
    }
    System.arraycopy(from, at, bytes, length, count);
    length += count;
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, size * 2);
      hashes = Arrays.copyOf(hashes, size * 2);
    }
    ends[size] = length;
    hashes[size++] = hash;
    if (size * 2 > slots.length) {
      rehash();
    }
  }

  private void rehash() {
    slots = new int[slots.length * 2];
    for (int number = 0; number < size; number++) {
      int slot = (int) hashes[number] & slots.length - 1;
      while (slots[slot] != 0) {
        slot = slot + 1 & slots.length - 1;
      }
      slots[slot] = number + 1;
    }
  }

  /** Writes a user with {@code count} items from {@code first} on. */
  void write(int number, ProfileBlockWriter writer, long[] items, int first, int count) {
    writer.add(bytes, start(number), ends[number] - start(number), items, first, count);
  }
}
