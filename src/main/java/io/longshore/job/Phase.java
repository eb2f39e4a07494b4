package io.longshore.job;

import java.util.EnumSet;
import java.util.Set;

/**
 * The phases of a job, finer than {@link JobState}. The engine moves a job from phase to phase; a
 * {@link JobType} translates each phase into a status of its service.
 *
 * <pre>
 * CREATED -> CLAIMED -> STARTING -> WORKING <-> WAITING
 *                                   |    ^        |
 *                                   v    +--------+---- a sealed upload is gone
 *                               COMMITTING -> SUCCEEDED
 * any phase before the end -> FAILING -> FAILED, or CANCELLING -> CANCELLED
 * </pre>
 */
public enum Phase {
  /** Created; no task was claimed yet. State QUEUED. */
  CREATED,
  /** The first task was claimed. State QUEUED; left in the same statement. */
  CLAIMED,
  /** Work starts: uploads are being opened. State RUNNING. */
  STARTING,
  /** Rows are being processed. State RUNNING. */
  WORKING,
  /** Every unfinished task waits for a retry. State RUNNING. */
  WAITING,
  /**
   * All pieces are done. Their objects become visible one by one, the manifest after all others.
   * State COMMITTING.
   */
  COMMITTING,
  /** All results are visible. State SUCCEEDED. */
  SUCCEEDED,
  /** A task failed permanently; the job is being rolled back. The state changes with FAILED. */
  FAILING,
  /** Ended without a result; the failures name what the rollback left. State FAILED. */
  FAILED,
  /** A cancel was requested; the job is being rolled back. The state changes with CANCELLED. */
  CANCELLING,
  /** Ended by a cancel; the failures name what the rollback left. State CANCELLED. */
  CANCELLED;

  /** The phases that may follow; empty for the three final ones. */
  public Set<Phase> next() {
    return switch (this) {
      case CREATED -> EnumSet.of(CLAIMED, FAILING, CANCELLING);
      case CLAIMED -> EnumSet.of(STARTING, FAILING, CANCELLING);
      case STARTING -> EnumSet.of(WORKING, WAITING, FAILING, CANCELLING);
      case WORKING -> EnumSet.of(WAITING, COMMITTING, FAILING, CANCELLING);
      case WAITING -> EnumSet.of(WORKING, COMMITTING, FAILING, CANCELLING);
      case COMMITTING -> EnumSet.of(WORKING, SUCCEEDED, FAILING, CANCELLING);
      case FAILING -> EnumSet.of(FAILED);
      case CANCELLING -> EnumSet.of(CANCELLED);
      case SUCCEEDED, FAILED, CANCELLED -> EnumSet.noneOf(Phase.class);
    };
  }
}
