package io.longshore.engine.failure;

import io.longshore.job.Phase;
import io.longshore.job.TaskKind;

/** How a task's lease ends when its work is not done. */
public enum Disposition {
  /** Nobody's fault: queued again, later. */
  RETRY,
  /** An outage's: queued again, later, as if this attempt had not been. */
  POSTPONE,
  /** The worker stops: queued again, now, as if this attempt had not been. */
  RELEASE,
  /** The user's fault, or the last attempt: fails its job. */
  FAIL;

  /** Whether the attempt does not count. */
  boolean refunds() {
    return this == RELEASE || this == POSTPONE;
  }

  public static boolean isEnding(Phase phase) {
    return phase == Phase.FAILING || phase == Phase.CANCELLING;
  }

  /** The task's next state; what an ending job has not done yet, it need not do. */
  String taskState(TaskKind kind, Phase phase) {
    if (kind == TaskKind.COMMIT) {
      return "QUEUED"; // a commit that failed comes back as the clean-up
    }
    if (this == FAIL) {
      return "FAILED";
    }
    return isEnding(phase) ? "CANCELLED" : "QUEUED";
  }
}
