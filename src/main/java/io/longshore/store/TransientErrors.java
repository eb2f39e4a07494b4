package io.longshore.store;

import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
import io.vertx.core.Future;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;

/** Distinguishes transient failures of the database from those that a retry would meet again. */
public final class TransientErrors {

  /**
   * SQLSTATE classes: connection exception, insufficient resources (disk full, too many
   * connections), system error; and invalid authorization, which occurs when connecting.
   */
  private static final Set<String> TRANSIENT_CLASSES = Set.of("08", "53", "58", "28");

  private static final String LOCK_TIMEOUT = "55P03";

  /**
   * Shut down, crashed, starting, dropped, idle for too long; read-only, because a primary became a
   * standby; no such database. Not 57014, the statement time-out: a retry would take as long.
   */
  private static final Set<String> UNAVAILABLE =
      Set.of("57P01", "57P02", "57P03", "57P04", "57P05", "25P03", "25006", "3D000");

  /** Serialization failure, deadlock, and lock time-out. */
  private static final Set<String> CONFLICTS = Set.of("40001", "40003", "40P01", LOCK_TIMEOUT);

  /** A character that does not exist in the database's encoding, or that text cannot hold. */
  private static final Set<String> UNSTORABLE = Set.of("22021", "22P05");

  private static final String DISK_FULL = "53100";
  private static final String STATEMENT_TIMEOUT = "57014";

  /** States of a new connection while a server starts or is full. */
  private static final Set<String> STARTING = Set.of("57P01", "57P02", "57P03", "53300");

  /** The message of the pool's time-out, which has no exception type of its own. */
  private static final String NO_CONNECTION = "Timeout waiting for connection";

  private TransientErrors() {}

  /** Whether the failure is an outage: the database or a lock was unavailable for a while. */
  public static boolean isOutage(Throwable failure) {
    Optional<String> state = state(failure);
    return state.isPresent()
        ? isTransient(state.get())
        : failure instanceof BulkLoadError
            || failure instanceof ClosedConnectionException
            || failure instanceof IOException
            || (failure instanceof VertxException && NO_CONNECTION.equals(failure.getMessage()));
  }

  /** Whether the failure is an outage that is not about a row or a lock. */
  public static boolean isUnavailable(Throwable failure) {
    return isOutage(failure) && state(failure).filter(CONFLICTS::contains).isEmpty();
  }

  /** Whether a connection attempt that failed with this SQLSTATE may succeed soon. */
  static boolean isAway(String state) {
    return state.startsWith("08") || STARTING.contains(state);
  }

  /** Whether the disk of the database is full. */
  public static boolean isDiskFull(Throwable failure) {
    return state(failure).filter(DISK_FULL::equals).isPresent();
  }

  /** A message for an outage, without the database's own message. */
  public static String message(Throwable outage) {
    if (isDiskFull(outage)) {
      return "The disk of the database is full";
    }
    return state(outage).filter(CONFLICTS::contains).isPresent()
        ? "Too many calls change the same rows at once"
        : "The database is unavailable";
  }

  /** A failed future: ServiceUnavailable after an outage, else the failure itself. */
  public static <T> Future<T> unavailable(Throwable failure) {
    return Future.failedFuture(
        isOutage(failure)
            ? new ApiError(CommonError.SERVICE_UNAVAILABLE, message(failure) + "; try again.")
            : failure);
  }

  /**
   * Logs a failure that will be retried: as a warning, but after an outage at debug level, because
   * every statement fails then, and the health checks log the outage once.
   *
   * @param what a log message with a placeholder for each argument
   */
  public static void log(Logger log, Throwable failure, String what, Object... arguments) {
    if (isOutage(failure)) {
      log.debug(what + ": {}", append(failure.toString(), arguments));
    } else {
      log.warn(what, append(failure, arguments));
    }
  }

  private static Object[] append(Object last, Object... first) {
    Object[] all = Arrays.copyOf(first, first.length + 1);
    all[first.length] = last;
    return all;
  }

  /** Whether the failure is a lock time-out. */
  public static boolean isLockTimeout(Throwable failure) {
    return state(failure).filter(LOCK_TIMEOUT::equals).isPresent();
  }

  /** Whether the failure is a statement time-out. */
  public static boolean isTooSlow(Throwable failure) {
    return state(failure).filter(STATEMENT_TIMEOUT::equals).isPresent();
  }

  /** Whether the failure is about a character that the database cannot store. */
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

  private static boolean isTransient(String state) {
    return CONFLICTS.contains(state)
        || UNAVAILABLE.contains(state)
        || TRANSIENT_CLASSES.contains(state.substring(0, 2));
  }
}
