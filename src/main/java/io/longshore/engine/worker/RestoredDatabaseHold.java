package io.longshore.engine.worker;

/**
 * Recognizes a database that was restored from a backup while its original may still be in use.
 * Nothing in S3 is deleted on behalf of such a database. Held jobs are a sign of it, too: restore
 * scripts of older versions hold the jobs of the copy.
 */
public final class RestoredDatabaseHold {

  /** An SQL condition. */
  public static final String IS_ONE =
      """
      (EXISTS (SELECT 1 FROM restored_copy)
              OR EXISTS (SELECT 1 FROM job h WHERE h.held AND h.finished_at IS NULL))""";

  private RestoredDatabaseHold() {}
}
