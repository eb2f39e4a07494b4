package io.longshore.engine;

import io.longshore.job.JobState;
import io.longshore.job.TaskKind;

/** Who counts what the engine does. */
public interface EngineMeter {

  /** How an attempt at a task ended. */
  enum Ended {
    DONE,
    RETRIED,
    FAILED,
    RELEASED,
    LOST,
    CLEANED
  }

  /** Counts nothing. */
  EngineMeter NONE =
      new EngineMeter() {
        @Override
        public void attempt(String type, TaskKind kind, Ended ended, long nanos) {}

        @Override
        public void job(String type, JobState state) {}

        @Override
        public void rows(String type, long rows) {}

        @Override
        public void bytes(String type, long bytes) {}

        @Override
        public void leasesExpired(int tasks) {}
      };

  /**
   * @param nanos from claim to end
   */
  void attempt(String type, TaskKind kind, Ended ended, long nanos);

  /** A job reached one of its final states here. */
  void job(String type, JobState state);

  /** Rows of a piece that is done. */
  void rows(String type, long rows);

  /** Bytes that S3 acknowledged. */
  void bytes(String type, long bytes);

  /** Leases that this replica found expired and took away. */
  void leasesExpired(int tasks);
}
