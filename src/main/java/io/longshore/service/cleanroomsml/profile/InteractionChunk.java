package io.longshore.service.cleanroomsml.profile;

import java.util.Arrays;

/**
 * Interactions of one hash bucket in binary form: for each two bytes with the length of the user's
 * id in UTF-8, the id, and eight bytes with the hash of the item. The length 65,535 stands for the
 * user of the interaction before. Not thread-safe.
 */
public final class InteractionChunk {

  private static final int SAME_USER = 0xffff;

  /** Not larger, because a file that is read has one chunk for each hash bucket in memory. */
  private static final int FULL_BYTES = 30 * 1024;

  private static final int CAPACITY = 32 * 1024;

  private final ByteWriter interactions = new ByteWriter(CAPACITY);
  private byte[] user;

  /** Receives interactions; the id is the part of the array from {@code at} on. */
  public interface Receiver {

    /** Returns whether it can take more. */
    boolean add(byte[] bytes, int at, int length, long item);

    /** An item of the user before. */
    boolean addItem(long item);
  }

  /**
   * Adds an interaction.
   *
   * @param id in UTF-8, not changed afterwards
   */
  public void add(byte[] id, long item) {
    if (Arrays.equals(id, user)) {
      interactions.putShort(SAME_USER);
    } else {
      interactions.putShort(id.length);
      interactions.put(id, 0, id.length);
      user = id;
    }
    interactions.putLong(item);
  }

  public boolean isEmpty() {
    return interactions.length() == 0;
  }

  public boolean isFull() {
    return interactions.length() >= FULL_BYTES;
  }

  /** Returns the interactions, and clears them. */
  public byte[] take() {
    user = null;
    return interactions.take();
  }

  /** Passes the interactions on until the receiver takes no more; returns whether it took all. */
  static boolean read(byte[] chunk, Receiver receiver) {
    int at = 0;
    boolean taken = true;
    while (taken && at < chunk.length) {
      int length = (short) ByteWriter.SHORT.get(chunk, at) & 0xffff;
      at += Short.BYTES;
      if (length == SAME_USER) {
        taken = receiver.addItem((long) ByteWriter.LONG.get(chunk, at));
      } else {
        taken = receiver.add(chunk, at, length, (long) ByteWriter.LONG.get(chunk, at + length));
        at += length;
      }
      at += Long.BYTES;
    }
    return taken;
  }
}
