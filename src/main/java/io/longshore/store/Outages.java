package io.longshore.store;

import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.util.Set;

/** Tells failures that pass by themselves from those that the same statement would meet again. */
public final class Outages {

  /** SQLSTATE classes: connection exception, insufficient resources, operator intervention. */
  private static final Set<String> CLASSES = Set.of("08", "53");

  /**
   * Shut down, crashed, not yet up, the session ended because it was idle for too long;
   * serialization failure, deadlock. Not 57014, the statement's time-out: a statement that is too
   * slow once is too slow again.
   */
  private static final Set<String> STATES =
      Set.of("57P01", "57P02", "57P03", "57P05", "25P03", "40001", "40P01");

  private static final String LOCK_TIMEOUT = "55P03";

  private Outages() {}

  /** Whether the database, or the way to it, was out for a while. */
  public static boolean isOutage(Throwable failure) {
    if (failure instanceof PgException refused && refused.getSqlState() != null) {
      return passes(refused.getSqlState());
    }
    if (failure instanceof BulkLoadError load) {
      return load.sqlState().isEmpty() || passes(load.sqlState());
    }
    return failure instanceof ClosedConnectionException || failure instanceof IOException;
  }

  /** Whether a statement gave up waiting for what another transaction holds. */
  public static boolean isLockTimeout(Throwable failure) {
    return failure instanceof PgException refused && LOCK_TIMEOUT.equals(refused.getSqlState())
        || failure instanceof BulkLoadError load && LOCK_TIMEOUT.equals(load.sqlState());
  }

  private static boolean passes(String state) {
    return STATES.contains(state) || CLASSES.contains(state.substring(0, 2));
  }
}
