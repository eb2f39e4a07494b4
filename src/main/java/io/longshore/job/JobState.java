package io.longshore.job;

import java.util.EnumSet;
import java.util.Set;

/**
 * The six states of every job.
 *
 * <pre>
 * QUEUED -> RUNNING -> COMMITTING -> SUCCEEDED
 *    |         |  ^        |  |
 *    |         |  +--------+  |   a sealed upload was found gone: its piece runs again
 *    +---------+--------------+-> FAILED | CANCELLED
 * </pre>
 */
public enum JobState {
  QUEUED,
  RUNNING,
  COMMITTING,
  SUCCEEDED,
  FAILED,
  CANCELLED;

  /** The states that may follow; empty for the three that end a job. */
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
