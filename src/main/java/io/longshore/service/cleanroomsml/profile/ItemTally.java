package io.longshore.service.cleanroomsml.profile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How many users have each item, in bounded memory: when there are too many items, their counts are
 * set aside, to be stored and added up later. Not thread-safe.
 */
public final class ItemTally {

  private static final int SLOTS = 1 << 20;
  private static final int SLICE = 1 << 16;

  private final int slotCount;
  private long[] items;
  private int[] users; // 0 in empty slots
  private int size;
  private List<Counts> full = new ArrayList<>();

  public ItemTally() {
    this(SLOTS);
  }

  /**
   * @param slotCount a power of two; half as many items are in memory
   */
  ItemTally(int slotCount) {
    this.slotCount = slotCount;
    clear();
  }

  /** Some items, and the number of users of each. */
  public record Counts(Long[] items, Integer[] users) {}

  /**
   * Adds the first {@code count} items, each of another user or another item. Returns the counts
   * that were set aside; an item may be among several of them.
   */
  public List<Counts> add(long[] some, int count) {
    for (int at = 0; at < count; at++) {
      add(some[at]);
    }
    return takeFull();
  }

  private void add(long item) {
    int slot = (int) item & slotCount - 1;
    while (users[slot] != 0) {
      if (items[slot] == item) {
        users[slot]++;
        return;
      }
      slot = slot + 1 & slotCount - 1;
    }
    items[slot] = item;
    users[slot] = 1;
    if (++size >= slotCount / 2) {
      full.addAll(slices());
      clear();
    }
  }

  private List<Counts> takeFull() {
    List<Counts> taken = full;
    full = new ArrayList<>();
    return taken;
  }

  /** Removes and returns all counts. */
  public List<Counts> takeAll() {
    full.addAll(slices());
    clear();
    return takeFull();
  }

  private void clear() {
    items = new long[slotCount];
    users = new int[slotCount];
    size = 0;
  }

  private List<Counts> slices() {
    List<Counts> slices = new ArrayList<>();
    Long[] some = new Long[Math.min(size, SLICE)];
    Integer[] counts = new Integer[some.length];
    int taken = 0;
    for (int slot = 0; slot < slotCount; slot++) {
      if (users[slot] > 0) {
        some[taken] = items[slot];
        counts[taken++] = users[slot];
        if (taken == some.length) {
          slices.add(new Counts(some.clone(), counts.clone()));
          taken = 0;
        }
      }
    }
    if (taken > 0) {
      slices.add(new Counts(Arrays.copyOf(some, taken), Arrays.copyOf(counts, taken)));
    }
    return slices;
  }
}
