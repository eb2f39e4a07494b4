package io.longshore.engine.failure;

import io.longshore.job.PermanentFailure;
import io.longshore.objectstore.ObjectStoreError;
import io.longshore.store.TransientErrors;
import java.time.Duration;

/**
 * Why an attempt failed, in words for the job's owner.
 *
 * @param isKnown whether the words say all; otherwise the log has to
 */
public record FailureReason(String text, Fault fault, boolean isKnown) {

  /** What is to be done about it. */
  public enum Fault {
    /** It passes: tried again as if this attempt had not been, for as long as patience lasts. */
    TRANSIENT,
    /** Likewise, but S3 asked for less, so it is left alone for longer. */
    THROTTLED,
    /** Only the owner can mend it: the job fails at once. */
    PERMANENT,
    /** Nobody knows whether the next attempt ends better: a few are made. */
    POISON;

    public boolean isOutage() {
      return this == TRANSIENT || this == THROTTLED;
    }
  }

  public static FailureReason of(Throwable failure) {
    if (failure instanceof PermanentFailure) {
      return new FailureReason(failure.getMessage(), Fault.PERMANENT, true);
    }
    if (failure instanceof ObjectStoreError error) {
      return new FailureReason(error.getMessage(), fault(error.kind()), true);
    }
    if (TransientErrors.isLockTimeout(failure)) {
      return new FailureReason(
          "Another job or call held what this one needs for too long", Fault.TRANSIENT, false);
    }
    if (TransientErrors.isUnstorable(failure)) {
      return new FailureReason(
          "The input holds the character NUL or another one that cannot be stored: remove it",
          Fault.PERMANENT,
          false);
    }
    if (TransientErrors.isTooSlow(failure)) {
      return new FailureReason(
          "The database needed longer for a statement than one may take", Fault.POISON, false);
    }
    if (TransientErrors.isOutage(failure)) {
      return new FailureReason(TransientErrors.message(failure), Fault.TRANSIENT, true);
    }
    return new FailureReason(
        "An internal error, which the server's log tells of", Fault.POISON, false);
  }

  private static Fault fault(ObjectStoreError.Kind kind) {
    return switch (kind) {
      case TRANSIENT -> Fault.TRANSIENT;
      case THROTTLED -> Fault.THROTTLED;
      case PERMANENT -> Fault.PERMANENT;
      case UPLOAD_GONE -> Fault.POISON;
    };
  }

  public static String exhausted(int attempts, String last) {
    return "Gave up after " + attempts + (attempts == 1 ? " attempt: " : " attempts: ") + last;
  }

  public static String outlasted(int tries, Duration patience, String last) {
    return "Gave up after %d tries in more than %s: %s".formatted(tries, words(patience), last);
  }

  private static String words(Duration time) {
    return time.toMinutes() >= 2 ? time.toMinutes() + " minutes" : time.toSeconds() + " seconds";
  }
}
