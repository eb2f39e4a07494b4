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
 * @param mayHaveOutputs false if no task of the job is known to have an object
 */
public record ClaimedTask(
    Task task, Phase phase, int outages, boolean isClean, boolean mayHaveOutputs) {

  /** The same task of a job that has no objects. */
  public ClaimedTask withoutOutputs() {
    return new ClaimedTask(task, phase, outages, isClean, false);
  }

  /** Whether the job is FAILING or CANCELLING, so that the task has to roll it back. */
  public boolean isRollback() {
    return Disposition.isEnding(phase);
  }
}
