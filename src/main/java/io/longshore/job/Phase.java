package io.longshore.job;

import java.util.EnumSet;
import java.util.Set;

/**
 * A moment in a job's life that a service may have a word for. Finer than {@link JobState}; the
 * engine moves through phases, a {@link JobType} names them.
 *
 * <pre>
 * CREATED -> CLAIMED -> STARTING -> WORKING <-> WAITING
 *                                   |    ^        |
 *                                   v    +--------+---- a sealed upload was found gone
 *                               COMMITTING -> SUCCEEDED
 * any of them, but the ends -> FAILING -> FAILED, or CANCELLING -> CANCELLED
 * </pre>
 */
public enum Phase {
  /** Created, no worker yet. State QUEUED. */
  CREATED,
  /** A worker holds a task of it for the first time. State QUEUED. */
  CLAIMED,
  /** Work begins: uploads are being opened. State RUNNING. */
  STARTING,
  /** Rows move. State RUNNING. */
  WORKING,
  /** Every unfinished task waits for a retry. State RUNNING. */
  WAITING,
  /**
   * All pieces are sealed and are being made visible: whole objects appear one by one, the manifest
   * after all others. State COMMITTING.
   */
  COMMITTING,
  /** Everything is visible. State SUCCEEDED. */
  SUCCEEDED,
  /** A task failed for good; what was made is being taken back. State unchanged until FAILED. */
  FAILING,
  /** Ended without result; the failures name what could not be taken back. State FAILED. */
  FAILED,
  /** A cancel was asked for; all is being taken back. State unchanged until CANCELLED. */
  CANCELLING,
  /** Ended by a cancel; the failures name what could not be taken back. State CANCELLED. */
  CANCELLED;

  /** The phases that may follow; empty for the three that end a job. */
  public Set<Phase> next() {
    return switch (this) {
      case CREATED -> EnumSet.of(CLAIMED, FAILING, CANCELLING);
      case CLAIMED -> EnumSet.of(STARTING, FAILING, CANCELLING);
      case STARTING -> EnumSet.of(WORKING, WAITING, FAILING, CANCELLING);
      case WORKING -> EnumSet.of(WAITING, COMMITTING, FAILING, CANCELLING);
      case WAITING -> EnumSet.of(WORKING, FAILING, CANCELLING);
      case COMMITTING -> EnumSet.of(WORKING, SUCCEEDED, FAILING, CANCELLING);
      case FAILING -> EnumSet.of(FAILED);
      case CANCELLING -> EnumSet.of(CANCELLED);
      case SUCCEEDED, FAILED, CANCELLED -> EnumSet.noneOf(Phase.class);
    };
  }
}
