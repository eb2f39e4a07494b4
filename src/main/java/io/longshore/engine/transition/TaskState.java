package io.longshore.engine.transition;

/** The states of a task; {@link TaskTransition} lists what may follow. */
public enum TaskState {
  /** A COMMIT that waits for the pieces of its job. */
  BLOCKED,
  /** Due at {@code run_at}; any worker may claim it. */
  QUEUED,
  /** A worker holds its lease. */
  RUNNING,
  /** Its result is recorded. An OBJECT row is DONE from the start: no worker claims it. */
  DONE,
  /** It failed and thereby fails its job. */
  FAILED,
  /** Its job failed or was cancelled before the task was done. */
  CANCELLED
}
