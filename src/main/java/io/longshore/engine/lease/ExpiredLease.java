package io.longshore.engine.lease;

import io.longshore.job.Lease;
import io.longshore.job.Phase;
import io.longshore.job.Task;
import io.longshore.job.TaskKind;

/** A lease as the table has it, or had it. */
public record ExpiredLease(Lease lease, TaskKind kind, Phase phase, int attempts, int maxAttempts) {

  static ExpiredLease of(ClaimedTask claim) {
    Task task = claim.task();
    return new ExpiredLease(
        task.lease(), task.kind(), claim.phase(), task.attempt(), task.maxAttempts());
  }
}
