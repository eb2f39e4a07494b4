package io.longshore.service.cleanroomsml.profile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Users of one hash bucket in binary form: for each two bytes with the length of the id in UTF-8,
 * the id, two bytes with the number of items, and the items' hashes, ascending.
 */
public final class ProfileBlock {

  private ProfileBlock() {}

  /**
   * A user.
   *
   * @param items the hashes of the user's items, ascending
   */
  public record Profile(String id, long[] items) {}

  /** The users whose ids are wanted. */
  public static List<Profile> users(byte[] block, Predicate<String> wanted) {
    List<Profile> users = new ArrayList<>();
    int at = 0;
    while (at < block.length) {
      int length = number(block, at);
      String id = new String(block, at + Short.BYTES, length, StandardCharsets.UTF_8);
      at += Short.BYTES + length;
      int count = number(block, at);
      at += Short.BYTES;
      if (wanted.test(id)) {
        users.add(new Profile(id, items(block, at, count)));
      }
      at += count * Long.BYTES;
    }
    return users;
  }

  private static int number(byte[] block, int at) {
    return (short) ByteWriter.SHORT.get(block, at) & 0xffff;
  }

  private static long[] items(byte[] block, int from, int count) {
    long[] items = new long[count];
    for (int item = 0; item < count; item++) {
      items[item] = (long) ByteWriter.LONG.get(block, from + item * Long.BYTES);
    }
    return items;
  }
}
