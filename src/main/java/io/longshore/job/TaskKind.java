package io.longshore.job;

/** The kinds of tasks that workers claim. */
public enum TaskKind {
  /** Finds the pieces of the job; only for jobs that have to read their source first. */
  PLAN,
  /** Runs a part of the job; its result is not visible yet. */
  PIECE,
  /** Makes all results visible, or rolls the job back. */
  COMMIT
}
