package io.longshore.engine.lease;

import io.longshore.engine.failure.Disposition;
import io.longshore.job.Phase;
import io.longshore.job.Task;

/**
 * A task whose lease this worker holds.
 *
 * @param phase of the job at the time of the claim
 * @param outages the number of earlier attempts that were ended by outages and not charged
 * @param isClean whether no earlier attempt left an object or an upload
 */
public record ClaimedTask(Task task, Phase phase, int outages, boolean isClean) {

  /** Whether the job is FAILING or CANCELLING, so that the task has to roll it back. */
  public boolean isRollback() {
    return Disposition.isEnding(phase);
  }
}
