package io.longshore.service.cleanroomsml.generation;

import io.longshore.service.cleanroomsml.model.UserProfile.Part;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A user with scores. The order is that of an audience: the seed, then all others, by falling score
 * and then by id.
 *
 * @param id in UTF-8
 * @param trial the score without the users held out
 */
record ScoredUser(byte[] id, long score, long trial, Part part) implements Comparable<ScoredUser> {

  private static final Part[] PARTS = Part.values();
  private static final int NUMBERS = Short.BYTES + 2 * Long.BYTES + 1;

  @Override
  public int compareTo(ScoredUser other) {
    if (isOutside() != other.isOutside()) {
      return isOutside() ? 1 : -1;
    }
    return score == other.score
        ? Arrays.compareUnsigned(id, other.id)
        : score > other.score ? -1 : 1;
  }

  /** Whether this one is better by the trial score, or by the id if that is equal. */
  boolean isBetterInTrial(ScoredUser other) {
    return trial == other.trial ? Arrays.compareUnsigned(id, other.id) < 0 : trial > other.trial;
  }

  boolean isOutside() {
    return part == Part.OUTSIDE;
  }

  /** The size of its binary form. */
  int size() {
    return NUMBERS + id.length;
  }

  void write(ByteBuffer page) {
    page.putShort((short) id.length).put(id);
    page.putLong(score).putLong(trial).put((byte) part.ordinal());
  }

  static ScoredUser read(ByteBuffer page) {
    byte[] id = new byte[page.getShort()];
    page.get(id);
    return new ScoredUser(id, page.getLong(), page.getLong(), PARTS[page.get()]);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScoredUser user && compareTo(user) == 0;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(id);
  }
}
