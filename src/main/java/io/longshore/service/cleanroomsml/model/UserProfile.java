package io.longshore.service.cleanroomsml.model;

/**
 * A user of a model.
 *
 * @param items the hashes of the user's items, ascending
 */
public record UserProfile(String id, long[] items, Part part) {

  /** The relation of a user to a seed; stored as its ordinal. */
  public enum Part {
    OUTSIDE,
    SEED,
    /** A user of the seed that is held out to measure relevance. */
    HELD
  }
}
