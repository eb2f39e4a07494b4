package io.longshore.job;

import java.util.List;

/**
 * How an attempt at a task ended. The engine, not the job type, turns it into a state. A failed
 * future means "our fault": the task is tried again; but see {@link PermanentFailure}.
 */
public sealed interface Outcome {

  /**
   * The work is done and sealed.
   *
   * @param rows taken
   * @param rowsFailed rows that an import would not take
   * @param refusals why it would not, a sentence each with file and line, in their order; the job
   *     shows the first hundred of all its pieces, also though it succeeds
   */
  record Done(long rows, long rowsFailed, List<String> refusals) implements Outcome {

    public Done {
      refusals = List.copyOf(refusals);
    }

    public Done(long rows) {
      this(rows, 0, List.of());
    }
  }

  /** Nobody but the user can mend it: the job fails at once, with this reason. */
  record Rejected(String reason) implements Outcome {}
}
