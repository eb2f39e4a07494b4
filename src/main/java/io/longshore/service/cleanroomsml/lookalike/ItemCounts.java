package io.longshore.service.cleanroomsml.lookalike;

/** The items of a model and the number of users of each, in a hash table of fixed size. */
public final class ItemCounts {

  private final long[] items;
  private final int[] users; // 0 in empty slots
  private final int mask;
  private int size;

  /**
   * @param most the most items that are added
   */
  public ItemCounts(int most) {
    int slots = Math.max(16, Integer.highestOneBit(Math.max(1, most)) << 2);
    this.items = new long[slots / 2 > most + most / 3 ? slots / 2 : slots];
    this.users = new int[items.length];
    this.mask = items.length - 1;
  }

  /** Adds an item, which must be new. */
  public void add(long item, int usersOfIt) {
    int slot = (int) item & mask;
    while (users[slot] != 0) {
      slot = slot + 1 & mask;
    }
    items[slot] = item;
    users[slot] = usersOfIt;
    size++;
  }

  /** The item's slot, or -1 when the model does not have it. */
  int slot(long item) {
    int slot = (int) item & mask;
    while (users[slot] != 0) {
      if (items[slot] == item) {
        return slot;
      }
      slot = slot + 1 & mask;
    }
    return -1;
  }

  int slots() {
    return items.length;
  }

  long item(int slot) {
    return items[slot];
  }

  /** The number of users of the slot's item; 0 for an empty slot. */
  int users(int slot) {
    return users[slot];
  }

  public int size() {
    return size;
  }
}
