package io.longshore.service.cleanroomsml.model;

/**
 * A model's user.
 *
 * @param items hashes, ascending
 */
public record UserProfile(String id, long[] items, Part part) {

  /** Where a user stands to a seed; stored by its number. */
  public enum Part {
    OUTSIDE,
    SEED,
    /** Of the seed, and held out to measure by. */
    HELD
  }
}
