package io.longshore.engine;

import io.longshore.job.JobState;
import io.longshore.job.TaskKind;

/** Receives the engine's measurements. */
public interface EngineMeter {

  /** How an attempt at a task ended. */
  enum AttemptEnd {
    /** The task's result is recorded. */
    DONE,
    /** The task is queued again after a failure. */
    RETRIED,
    /** The task is queued again after an outage, which is not charged. */
    POSTPONED,
    /** The task failed its job. */
    FAILED,
    /** The worker stopped and released the task. */
    RELEASED,
    /** The job was cancelled, or failed because of another task, and the attempt was stopped. */
    CANCELLED,
    /** The lease was lost. */
    LOST,
    /** The job was rolled back. */
    CLEANED
  }

  /** Discards all measurements. */
  EngineMeter NONE =
      new EngineMeter() {
        @Override
        public void attempt(String type, TaskKind kind, AttemptEnd end, long nanos) {}

        @Override
        public void job(String type, JobState state) {}

        @Override
        public void rows(String type, long rows) {}

        @Override
        public void bytes(String type, long bytes) {}

        @Override
        public void leasesReaped(int leases) {}

        @Override
        public void maintained(int jobs, int uploads) {}

        @Override
        public void slots(int busy, int all) {}
      };

  /**
   * An attempt ended.
   *
   * @param nanos from claim to end
   */
  void attempt(String type, TaskKind kind, AttemptEnd end, long nanos);

  /** This worker moved a job to one of its final states. */
  void job(String type, JobState state);

  /** Rows of a piece that is done. */
  void rows(String type, long rows);

  /** Bytes that S3 acknowledged. */
  void bytes(String type, long bytes);

  /** A search for expired leases ended that many leases. */
  void leasesReaped(int leases);

  /** A maintenance round deleted that many jobs and aborted that many orphaned uploads. */
  void maintained(int jobs, int uploads);

  /** The number of slots of this replica that are busy now. */
  void slots(int busy, int all);
}
