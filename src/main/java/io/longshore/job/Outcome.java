package io.longshore.job;

import java.util.List;

/**
 * The result of a piece that a job type has run. A failed future instead means that the piece is
 * attempted again, except for a {@link PermanentFailure}.
 */
public sealed interface Outcome {

  /**
   * The piece is done, and its object is sealed.
   *
   * @param rows the number of processed rows
   * @param rowsFailed the number of rows that an import refused
   * @param refusals the reasons, each a sentence with file and line, in their order; a job that
   *     succeeds shows the first hundred of all its pieces
   */
  record Done(long rows, long rowsFailed, List<String> refusals) implements Outcome {

    public Done {
      refusals = List.copyOf(refusals);
    }

    public Done(long rows) {
      this(rows, 0, List.of());
    }
  }

  /** Only the job's owner can fix the problem: the job fails at once, with this reason. */
  record Rejected(String reason) implements Outcome {}
}
