package io.longshore.store;

import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** Tells failures that pass by themselves from those that the same statement would meet again. */
public final class Outages {

  /** SQLSTATE classes: connection exception, insufficient resources, operator intervention. */
  private static final Set<String> CLASSES = Set.of("08", "53");

  private static final String LOCK_TIMEOUT = "55P03";

  /**
   * Shut down, crashed, not yet up, a session that stood still for too long; serialization failure,
   * deadlock, and a lock that another transaction held for too long. Not 57014, the statement's
   * time-out: a statement that is too slow once is too slow again.
   */
  private static final Set<String> STATES =
      Set.of("57P01", "57P02", "57P03", "57P05", "25P03", "40001", "40003", "40P01", LOCK_TIMEOUT);

  /** A character that is none in the database's encoding, or that no text can hold. */
  private static final Set<String> UNSTORABLE = Set.of("22021", "22P05");

  private Outages() {}

  /** Whether the database, the way to it, or a lock was out of reach for a while. */
  public static boolean isOutage(Throwable failure) {
    Optional<String> state = state(failure);
    return state.isPresent()
        ? passes(state.get())
        : failure instanceof BulkLoadError
            || failure instanceof ClosedConnectionException
            || failure instanceof IOException;
  }

  /** Whether a statement gave up waiting for what another transaction holds. */
  public static boolean isLockTimeout(Throwable failure) {
    return state(failure).filter(LOCK_TIMEOUT::equals).isPresent();
  }

  /** Whether a text was refused because of a character in it. */
  public static boolean isUnstorable(Throwable failure) {
    return state(failure).filter(UNSTORABLE::contains).isPresent();
  }

  private static Optional<String> state(Throwable failure) {
    if (failure instanceof PgException refused) {
      return Optional.ofNullable(refused.getSqlState());
    }
    return failure instanceof BulkLoadError load
        ? Optional.of(load.sqlState()).filter(state -> !state.isEmpty())
        : Optional.empty();
  }

  private static boolean passes(String state) {
    return STATES.contains(state) || CLASSES.contains(state.substring(0, 2));
  }
}
