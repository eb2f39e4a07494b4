package io.longshore.service.cleanroomsml.lookalike;

/**
 * The weight of each item as evidence that a user resembles a seed: the logarithm of the ratio of
 * its frequencies in the seed and among all users. A user's score is the sum over the user's items,
 * divided by the square root of their number, so that neither many items nor a single one dominate.
 * The naive Bayes classifier's weight of evidence, smoothed by one occurrence. Source: Manning,
 * Raghavan, Schuetze, "Introduction to Information Retrieval", 11.3 and 13.2.
 */
public final class LogOddsWeights {

  private static final double SMOOTHING = 1;

  /** Scores are whole numbers of millionths, so that sorting and adding them is exact. */
  private static final double UNIT = 1e6;

  private final ItemCounts items;
  private final float[] weights;

  private LogOddsWeights(ItemCounts items, float[] weights) {
    this.items = items;
    this.weights = weights;
  }

  static LogOddsWeights of(ItemCounts items, SeedProfile crowd, long population) {
    float[] weights = new float[items.slots()];
    double share = crowd.size() / 2.0 / Math.max(1, population);
    for (int slot = 0; slot < weights.length; slot++) {
      if (items.users(slot) > 0) {
        double found = crowd.halves(slot) / 2.0;
        double expected = share * items.users(slot);
        weights[slot] = (float) StrictMath.log((found + SMOOTHING) / (expected + SMOOTHING));
      }
    }
    return new LogOddsWeights(items, weights);
  }

  /**
   * The user's similarity to the seed; 0 when nothing is known of the user.
   *
   * @param profile the user's items, ascending, because the sum's last digits depend on the order
   */
  public long score(long[] profile) {
    double sum = 0;
    int known = 0;
    for (long item : profile) {
      int slot = items.slot(item);
      if (slot >= 0) {
        sum += weights[slot];
        known++;
      }
    }
    return Math.round(sum / Math.sqrt(known + 1.0) * UNIT);
  }
}
