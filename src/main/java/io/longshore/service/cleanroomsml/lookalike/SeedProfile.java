package io.longshore.service.cleanroomsml.lookalike;

/**
 * Users who shall be resembled, as how often they have each item. They count in halves, so that
 * sums are whole numbers and do not depend on the order.
 */
public final class SeedProfile {

  /** A user of the seed. */
  public static final int WHOLE = 2;

  /** A user who was only found to be like it. */
  public static final int HALF = 1;

  private final ItemCounts items;
  private final int[] halves;
  private long size;

  public SeedProfile(ItemCounts items) {
    this.items = items;
    this.halves = new int[items.slots()];
  }

  /**
   * Takes a user in.
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

  /** Takes the users in who were counted before. */
  void restore(long item, int counted) {
    halves[items.slot(item)] = counted;
  }

  /** How many users it counts, in halves. */
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
   * What each item tells.
   *
   * @param population how many users the model has
   */
  public LogOddsWeights weights(long population) {
    return LogOddsWeights.of(items, this, population);
  }
}
