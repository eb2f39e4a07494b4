package io.longshore.service.cleanroomsml.generation;

/**
 * Measures of an audience's relevance by the seed's users that were held out.
 *
 * @param users the number of scored users
 * @param outside the number of users outside of the seed, and the sum of their trial scores
 * @param held the number of users held out, and the sum of their trial scores
 * @param found the number of users held out that are in the top fifth by trial score of all users
 *     but the rest of the seed
 */
record RelevanceScores(
    long users, long outside, double outsideSum, long held, double heldSum, long found) {

  /** The share of the held-out users that are found; 0 when none were held out. */
  double recall() {
    return held == 0 ? 0 : (double) found / held;
  }

  /**
   * The similarity of an audience to the seed: 1 is that of the held-out users, 0 that of the
   * average user.
   *
   * @param average the average of the audience's trial scores
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
