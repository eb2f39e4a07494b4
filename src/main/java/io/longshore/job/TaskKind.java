package io.longshore.job;

/** The three verbs of every job type. */
public enum TaskKind {
  /** Decides how many pieces there are; only for jobs that must look first. */
  PLAN,
  /** Does a share of the work, invisibly. */
  PIECE,
  /** Makes all of it visible. */
  COMMIT
}
