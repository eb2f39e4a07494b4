package io.longshore.engine;

import io.longshore.job.Phase;
import io.longshore.job.Task;

/**
 * A task that this worker holds.
 *
 * @param phase where its job was at the time of the claim
 */
record Claim(Task task, Phase phase) {

  /** Whether the job is on its way to FAILED or CANCELLED, so that all that is left is to undo. */
  boolean isCleanUp() {
    return Ending.isEnding(phase);
  }
}
