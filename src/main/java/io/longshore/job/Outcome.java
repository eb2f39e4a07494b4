package io.longshore.job;

/**
 * How an attempt at a task ended. The engine, not the job type, turns it into a state. A failed
 * future means "our fault": the task is tried again.
 */
public sealed interface Outcome {

  /** The work is done and sealed. */
  record Done(long rows) implements Outcome {}

  /** Nobody but the user can mend it: the job fails at once, with this reason. */
  record Rejected(String reason) implements Outcome {}
}
