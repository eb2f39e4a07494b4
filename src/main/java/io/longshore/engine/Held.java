package io.longshore.engine;

import io.longshore.job.Lease;
import io.longshore.job.Phase;
import io.longshore.job.Task;
import io.longshore.job.TaskKind;

/** A lease as the table has it, or had it. */
record Held(Lease lease, TaskKind kind, Phase phase, int attempts, int maxAttempts) {

  static Held of(Claim claim) {
    Task task = claim.task();
    return new Held(task.lease(), task.kind(), claim.phase(), task.attempt(), task.maxAttempts());
  }
}
