package io.longshore.service.cleanroomsml.lookalike;

/** The items that count, and how many users have each. A hash table of fixed size. */
public final class ItemCounts {

  private final long[] items;
  private final int[] users; // 0 where no item stands
  private final int mask;
  private int size;

  /**
   * @param most how many will be added at most
   */
  public ItemCounts(int most) {
    int slots = Math.max(16, Integer.highestOneBit(Math.max(1, most)) << 2);
    this.items = new long[slots / 2 > most + most / 3 ? slots / 2 : slots];
    this.users = new int[items.length];
    this.mask = items.length - 1;
  }

  /** Adds an item that is not there yet. */
  public void add(long item, int usersOfIt) {
    int slot = (int) item & mask;
    while (users[slot] != 0) {
      slot = slot + 1 & mask;
    }
    items[slot] = item;
    users[slot] = usersOfIt;
    size++;
  }

  /** Where the item stands, or -1 if it does not count. */
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

  /** How many users have the item of the slot; 0 where no item stands. */
  int users(int slot) {
    return users[slot];
  }

  public int size() {
    return size;
  }
}
