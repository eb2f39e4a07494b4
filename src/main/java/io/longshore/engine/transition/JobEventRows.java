package io.longshore.engine.transition;

/** Bounds the events of a job. Changes of the status and what operators do are always recorded. */
final class JobEventRows {

  /** Of so many pieces of a job each attempt is an event, also when the piece is done. */
  private static final int FIRST_PIECES = 100;

  /** The events of a job after which attempts are not recorded any more. */
  private static final int MOST_EVENTS = 5_000;

  /** True while the attempts of the job {@code j} are recorded. */
  static final String HAS_ROOM =
      "NOT EXISTS (SELECT 1 FROM job_event p WHERE p.job = j.id OFFSET " + MOST_EVENTS + ")";

  private JobEventRows() {}

  /** True for the pieces whose attempts are recorded also when they are done. */
  static String isAmongFirst(String seq) {
    return seq + " < " + FIRST_PIECES;
  }
}
