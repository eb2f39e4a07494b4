package io.longshore.service.cleanroomsml.generation;

/**
 * What scores say of a model, by a seed of which some users were held out.
 *
 * @param users all that were scored
 * @param outside those outside of the seed, and the sum of their trial scores
 * @param held those held out, and the sum of their trial scores
 * @param found how many held out are in the top fifth by trial score, of all but the rest of the
 *     seed
 */
record RelevanceScores(
    long users, long outside, double outsideSum, long held, double heldSum, long found) {

  /** The share of the held-out users who are found; 0 when none were held out. */
  double recall() {
    return held == 0 ? 0 : (double) found / held;
  }

  /**
   * How much like the seed an audience is: 1 as much as its own held-out users are, 0 as little as
   * anybody.
   *
   * @param average of the audience's trial scores
   */
  double relevance(double average) {
    if (held == 0 || outside == 0) {
      return 0;
    }
    double anybody = outsideSum / outside;
    double seed = heldSum / held;
    return seed <= anybody ? 0 : Math.max(0, Math.min(1, (average - anybody) / (seed - anybody)));
  }
}
