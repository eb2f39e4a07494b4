package io.longshore.engine;

import io.longshore.job.Phase;
import io.longshore.job.Task;

/**
 * A task that this worker holds.
 *
 * @param phase where its job was at the time of the claim
 * @param outages how many attempts met nothing but outages before this one
 */
record Claim(Task task, Phase phase, int outages) {

  /** Whether the job is on its way to FAILED or CANCELLED, so that all that is left is to undo. */
  boolean isCleanUp() {
    return Ending.isEnding(phase);
  }
}
