package io.longshore.engine;

/**
 * A database that was restored beside an original which may go on: nothing in S3 is touched on its
 * account. Somebody's jobs being held tells the same of copies that older scripts made.
 */
final class HeldCopy {

  /** A condition in SQL. */
  static final String IS_ONE =
      """
      (EXISTS (SELECT 1 FROM restored_copy)
              OR EXISTS (SELECT 1 FROM job h WHERE h.held AND h.finished_at IS NULL))""";

  private HeldCopy() {}
}
