package io.longshore.job;

/**
 * A moment in a job's life that a service may have a word for. Finer than {@link JobState}; the
 * engine moves through phases, a {@link JobType} names them.
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
  /** All pieces are sealed and are being made visible. State COMMITTING. */
  COMMITTING,
  /** Everything is visible. State SUCCEEDED. */
  SUCCEEDED,
  /** A piece failed for good; uploads are being revoked. State unchanged until FAILED. */
  FAILING,
  /** Ended without result. State FAILED. */
  FAILED,
  /** A cancel was asked for; uploads are being revoked. State unchanged until CANCELLED. */
  CANCELLING,
  /** Ended by a cancel. State CANCELLED. */
  CANCELLED
}
