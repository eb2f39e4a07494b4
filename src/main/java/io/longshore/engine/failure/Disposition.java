package io.longshore.engine.failure;

import io.longshore.engine.transition.TaskTransition;
import io.longshore.job.Phase;
import io.longshore.job.TaskKind;

/** What happens to a task whose attempt ended without a result. */
public enum Disposition {
  /** It is queued again after a delay. */
  RETRY,
  /**
   * It is queued again after a delay, and the attempt is not counted: it was ended by an outage.
   */
  POSTPONE,
  /** It is due again at once, and the attempt is not counted: the worker stops. */
  RELEASE,
  /** It fails its job: the failure is permanent, or no attempt is left. */
  FAIL;

  /** Whether the attempt is not counted. */
  public boolean refunds() {
    return this == RELEASE || this == POSTPONE;
  }

  /** Whether a job in that phase is about to end without a result. */
  public static boolean isEnding(Phase phase) {
    return phase == Phase.FAILING || phase == Phase.CANCELLING;
  }

  /** The transition of the task. A job that is ending does not need the results of its tasks. */
  public TaskTransition transition(TaskKind kind, Phase phase) {
    if (kind == TaskKind.COMMIT) {
      return TaskTransition.REQUEUE; // a commit that failed is claimed again as the rollback
    }
    if (this == FAIL) {
      return TaskTransition.FAIL;
    }
    return isEnding(phase) ? TaskTransition.STOP : TaskTransition.REQUEUE;
  }
}
