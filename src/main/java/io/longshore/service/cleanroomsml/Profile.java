package io.longshore.service.cleanroomsml;

/**
 * A model's user.
 *
 * @param items hashes, ascending
 */
record Profile(String id, long[] items, Part part) {

  /** Where a user stands to a seed; stored by its number. */
  enum Part {
    OUTSIDE,
    SEED,
    /** Of the seed, and held out to measure by. */
    HELD
  }
}
