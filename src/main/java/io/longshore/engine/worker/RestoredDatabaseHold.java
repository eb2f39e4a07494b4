package io.longshore.engine.worker;

/**
 * A database that was restored beside an original which may go on: nothing in S3 is touched on its
 * account. Somebody's jobs being held tells the same of copies that older scripts made.
 */
public final class RestoredDatabaseHold {

  /** A condition in SQL. */
  public static final String IS_ONE =
      """
      (EXISTS (SELECT 1 FROM restored_copy)
              OR EXISTS (SELECT 1 FROM job h WHERE h.held AND h.finished_at IS NULL))""";

  private RestoredDatabaseHold() {}
}
