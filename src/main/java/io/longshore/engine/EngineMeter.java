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
        public void swept(int leases) {}

        @Override
        public void tidied(int jobs, int uploads) {}

        @Override
        public void slots(int busy, int all) {}
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

  /** A look for expired leases ended; it took so many away. */
  void swept(int leases);

  /** A round of upkeep ended: finished jobs that it forgot, orphaned uploads that it aborted. */
  void tidied(int jobs, int uploads);

  /** How many of this replica's slots are taken now. */
  void slots(int busy, int all);
}
