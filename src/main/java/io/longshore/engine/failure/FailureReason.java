package io.longshore.engine.failure;

import io.longshore.job.PermanentFailure;
import io.longshore.job.TransientFailure;
import io.longshore.objectstore.ObjectStoreError;
import io.longshore.store.TransientErrors;
import java.time.Duration;
import java.util.Optional;

/**
 * Why an attempt failed.
 *
 * @param text a sentence for the job's owner
 * @param isKnown whether the text says everything; otherwise the exception is logged
 */
public record FailureReason(String text, Fault fault, boolean isKnown) {

  /** The kind of a failure, which decides what happens to the task. */
  public enum Fault {
    /** An outage: the attempt is not counted, and others follow until {@code giveUpAfter}. */
    TRANSIENT,
    /** Like TRANSIENT, but S3 asked for fewer requests, so the delay is longer. */
    THROTTLED,
    /** Only the job's owner can fix it: the job fails at once. */
    PERMANENT,
    /** Unknown: the attempt is counted, and the job fails after the last one. */
    POISON;

    public boolean isOutage() {
      return this == TRANSIENT || this == THROTTLED;
    }
  }

  public static FailureReason of(Throwable failure) {
    return told(failure)
        .map(fault -> new FailureReason(failure.getMessage(), fault, true))
        .orElseGet(() -> ofDatabase(failure));
  }

  /** The kind of a failure whose message is a sentence for the job's owner. */
  private static Optional<Fault> told(Throwable failure) {
    if (failure instanceof PermanentFailure) {
      return Optional.of(Fault.PERMANENT);
    }
    if (failure instanceof TransientFailure) {
      return Optional.of(Fault.TRANSIENT);
    }
    return failure instanceof ObjectStoreError error
        ? Optional.of(fault(error.kind()))
        : Optional.empty();
  }

  private static FailureReason ofDatabase(Throwable failure) {
    if (TransientErrors.isLockTimeout(failure)) {
      return new FailureReason(
          "Another job or request locked rows that this job needs for too long",
          Fault.TRANSIENT,
          false);
    }
    if (TransientErrors.isUnstorable(failure)) {
      return new FailureReason(
          "The input contains the character NUL or another one that cannot be stored: remove it",
          Fault.PERMANENT,
          false);
    }
    if (TransientErrors.isTooSlow(failure)) {
      return new FailureReason(
          "A statement took longer than the statement time-out of the database",
          Fault.POISON,
          false);
    }
    if (TransientErrors.isOutage(failure)) {
      return new FailureReason(TransientErrors.message(failure), Fault.TRANSIENT, true);
    }
    return new FailureReason("Internal error; see the server's log", Fault.POISON, false);
  }

  private static Fault fault(ObjectStoreError.Kind kind) {
    return switch (kind) {
      case TRANSIENT -> Fault.TRANSIENT;
      case THROTTLED -> Fault.THROTTLED;
      case PERMANENT -> Fault.PERMANENT;
      case UPLOAD_GONE -> Fault.POISON;
    };
  }

  /** The text for a task that has used up its attempts. */
  public static String exhausted(int attempts, String last) {
    return "Gave up after " + attempts + (attempts == 1 ? " attempt: " : " attempts: ") + last;
  }

  /** The text for a task that met outages for longer than {@code patience}. */
  public static String outlasted(int attempts, Duration patience, String last) {
    return "Gave up after %d attempts in more than %s: %s"
        .formatted(attempts, text(patience), last);
  }

  private static String text(Duration time) {
    return time.toMinutes() >= 2 ? time.toMinutes() + " minutes" : time.toSeconds() + " seconds";
  }
}
