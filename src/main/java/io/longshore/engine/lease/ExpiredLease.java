package io.longshore.engine.lease;

import io.longshore.job.Lease;
import io.longshore.job.Phase;
import io.longshore.job.Task;
import io.longshore.job.TaskKind;

/**
 * A lease that has to be ended for its holder, because it has expired or because its holder could
 * not report the end.
 *
 * @param phase of the job
 */
public record ExpiredLease(Lease lease, TaskKind kind, Phase phase, int attempts, int maxAttempts) {

  static ExpiredLease of(ClaimedTask claim) {
    Task task = claim.task();
    return new ExpiredLease(
        task.lease(), task.kind(), claim.phase(), task.attempt(), task.maxAttempts());
  }
}
