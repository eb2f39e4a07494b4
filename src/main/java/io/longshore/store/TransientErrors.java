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

/** Tells failures that pass by themselves from those that the same statement would meet again. */
public final class TransientErrors {

  /**
   * SQLSTATE classes: connection exception, insufficient resources (a full disk, too many
   * connections), errors of the system below PostgreSQL; and, which no statement of ours meets but
   * by connecting, a role that may not log in.
   */
  private static final Set<String> CLASSES = Set.of("08", "53", "58", "28");

  private static final String LOCK_TIMEOUT = "55P03";

  /**
   * Shut down, crashed, not yet up, dropped, idle for too long; read-only, as a primary is that
   * became a standby; no such database. Not 57014, the statement's time-out: a statement that is
   * too slow once is too slow again.
   */
  private static final Set<String> AWAY =
      Set.of("57P01", "57P02", "57P03", "57P04", "57P05", "25P03", "25006", "3D000");

  /** Serialization failure, deadlock, and a lock that another transaction held for too long. */
  private static final Set<String> STATES = Set.of("40001", "40003", "40P01", LOCK_TIMEOUT);

  /** A character that is none in the database's encoding, or that no text can hold. */
  private static final Set<String> UNSTORABLE = Set.of("22021", "22P05");

  private static final String DISK_FULL = "53100";
  private static final String TOO_SLOW = "57014";

  /** What of the above an answer to a new connection may say while a server comes up. */
  private static final Set<String> STARTING = Set.of("57P01", "57P02", "57P03", "53300");

  /** The pool's own, which has no type: no connection became free, or none could be made. */
  private static final String NO_CONNECTION = "Timeout waiting for connection";

  private TransientErrors() {}

  /** Whether the database, the way to it, or a lock was out of reach for a while. */
  public static boolean isOutage(Throwable failure) {
    Optional<String> state = state(failure);
    return state.isPresent()
        ? passes(state.get())
        : failure instanceof BulkLoadError
            || failure instanceof ClosedConnectionException
            || failure instanceof IOException
            || (failure instanceof VertxException && NO_CONNECTION.equals(failure.getMessage()));
  }

  /** Whether a server that answers so, or not at all, may be there in a moment. */
  static boolean isAway(String state) {
    return state.startsWith("08") || STARTING.contains(state);
  }

  /** Whether there is no space left on the disk of the database. */
  public static boolean isDiskFull(Throwable failure) {
    return state(failure).filter(DISK_FULL::equals).isPresent();
  }

  /** What an outage is to those whom the database's own words do not concern. */
  public static String words(Throwable outage) {
    if (isDiskFull(outage)) {
      return "The disk of the database is full";
    }
    return state(outage).filter(STATES::contains).isPresent()
        ? "Too many change the same rows at once"
        : "The database is out of reach";
  }

  /** An outage as a call that meets it is refused; any other failure as it is. */
  public static <T> Future<T> refused(Throwable failure) {
    return Future.failedFuture(
        isOutage(failure)
            ? new ApiError(CommonError.SERVICE_UNAVAILABLE, words(failure) + "; try again.")
            : failure);
  }

  /**
   * Logs a failure that is tried again. Of an outage every statement that is sent meanwhile tells,
   * so that each is a line for debugging only: that the database is out, and is back, stands in the
   * log once, by the health checks.
   */
  public static void log(Logger log, Throwable failure, String what, Object... of) {
    if (isOutage(failure)) {
      log.debug(what + ": {}", with(failure.toString(), of));
    } else {
      log.warn(what, with(failure, of));
    }
  }

  private static Object[] with(Object last, Object... first) {
    Object[] all = Arrays.copyOf(first, first.length + 1);
    all[first.length] = last;
    return all;
  }

  /** Whether a statement gave up waiting for what another transaction holds. */
  public static boolean isLockTimeout(Throwable failure) {
    return state(failure).filter(LOCK_TIMEOUT::equals).isPresent();
  }

  /** Whether a statement was ended because it took longer than it may. */
  public static boolean isTooSlow(Throwable failure) {
    return state(failure).filter(TOO_SLOW::equals).isPresent();
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
    return STATES.contains(state)
        || AWAY.contains(state)
        || CLASSES.contains(state.substring(0, 2));
  }
}
