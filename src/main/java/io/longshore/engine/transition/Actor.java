package io.longshore.engine.transition;

/** Who performs a transition. */
public enum Actor {
  /** A service that handles an API call, or an operator's command. */
  CALLER,
  /** The worker that holds the lease of the task named by the transition. */
  WORKER,
  /** Any replica, after the lease of the task has expired. */
  REAPER,
  /** Any replica, after the retention time of the job has passed. */
  CLEANER
}
