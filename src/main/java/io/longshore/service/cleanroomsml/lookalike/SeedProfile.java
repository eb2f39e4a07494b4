package io.longshore.service.cleanroomsml.lookalike;

/**
 * The counts of a seed's items. Users count in halves, so that sums are whole numbers and do not
 * depend on the order.
 */
public final class SeedProfile {

  /** A user of the seed. */
  public static final int WHOLE = 2;

  /** A user who was found to be similar. */
  public static final int HALF = 1;

  private final ItemCounts items;
  private final int[] halves;
  private long size;

  public SeedProfile(ItemCounts items) {
    this.items = items;
    this.halves = new int[items.slots()];
  }

  /**
   * Adds a user.
   *
   * @param profile the user's items, each once
   * @param weight {@link #WHOLE} or {@link #HALF}
   */
  public void add(long[] profile, int weight) {
    size += weight;
    for (long item : profile) {
      int slot = items.slot(item);
      if (slot >= 0) {
        halves[slot] += weight;
      }
    }
  }

  /** Adds counts that were stored before. */
  void restore(long item, int counted) {
    halves[items.slot(item)] = counted;
  }

  /** The number of users, in halves. */
  public long size() {
    return size;
  }

  void size(long counted) {
    size = counted;
  }

  int halves(int slot) {
    return halves[slot];
  }

  /**
   * The weight of each item.
   *
   * @param population the number of the model's users
   */
  public LogOddsWeights weights(long population) {
    return LogOddsWeights.of(items, this, population);
  }
}
