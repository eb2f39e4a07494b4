package io.longshore.engine.lease;

import io.longshore.engine.failure.Disposition;
import io.longshore.job.Phase;
import io.longshore.job.Task;

/**
 * A task that this worker holds.
 *
 * @param phase where its job was at the time of the claim
 * @param outages how many attempts met nothing but outages before this one
 * @param isClean whether no earlier attempt left an object or an upload of the task
 */
public record ClaimedTask(Task task, Phase phase, int outages, boolean isClean) {

  /** Whether the job is on its way to FAILED or CANCELLED, so that all that is left is to undo. */
  public boolean isCleanUp() {
    return Disposition.isEnding(phase);
  }
}
