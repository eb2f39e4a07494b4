package io.longshore.engine.fate;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The rows that the pieces of a job have processed, as far as this process knows. */
final class JobRowCount {

  private final long before;
  private final Map<Integer, Long> pieces = new ConcurrentHashMap<>();

  /**
   * @param before the rows that were recorded when the count began
   */
  JobRowCount(long before) {
    this.before = before;
  }

  /** Records the rows of a piece so far; returns those of the job. */
  long report(int piece, long rows) {
    pieces.put(piece, rows);
    return before + pieces.values().stream().mapToLong(Long::longValue).sum();
  }
}
