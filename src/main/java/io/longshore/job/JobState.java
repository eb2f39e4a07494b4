package io.longshore.job;

import java.util.EnumSet;
import java.util.Set;

/**
 * The states of a job. Its {@link Phase} is finer.
 *
 * <pre>
 * QUEUED -> RUNNING -> COMMITTING -> SUCCEEDED
 *    |         |  ^        |  |
 *    |         |  +--------+  |   a sealed upload is gone: its piece runs again
 *    +---------+--------------+-> FAILED | CANCELLED
 * </pre>
 */
public enum JobState {
  /** Created; no work has started. */
  QUEUED,
  /** Its plan and pieces run. */
  RUNNING,
  /** All pieces are done, and their results are being made visible. */
  COMMITTING,
  /** All results are visible. */
  SUCCEEDED,
  /** Ended without a result. */
  FAILED,
  /** Ended by a cancel, without a result. */
  CANCELLED;

  /** The states that may follow; empty for the three final ones. */
  public Set<JobState> next() {
    return switch (this) {
      case QUEUED -> EnumSet.of(RUNNING, FAILED, CANCELLED);
      case RUNNING -> EnumSet.of(COMMITTING, FAILED, CANCELLED);
      case COMMITTING -> EnumSet.of(RUNNING, SUCCEEDED, FAILED, CANCELLED);
      case SUCCEEDED, FAILED, CANCELLED -> EnumSet.noneOf(JobState.class);
    };
  }

  public boolean isFinal() {
    return next().isEmpty();
  }
}
