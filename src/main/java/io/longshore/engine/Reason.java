package io.longshore.engine;

import io.longshore.job.Rejection;
import io.longshore.objectstore.ObjectStoreError;

/**
 * Why an attempt failed, in words for the job's owner.
 *
 * @param isPermanent whether only the owner can mend it
 * @param isKnown whether the words say all; otherwise the log has to
 */
record Reason(String text, boolean isPermanent, boolean isKnown) {

  static Reason of(Throwable failure) {
    if (failure instanceof Rejection) {
      return new Reason(failure.getMessage(), true, true);
    }
    if (failure instanceof ObjectStoreError error) {
      boolean permanent = error.kind() == ObjectStoreError.Kind.PERMANENT;
      return new Reason(error.getMessage(), permanent, true);
    }
    return new Reason("An internal error, which the server's log tells of", false, false);
  }

  static String exhausted(int attempts, String last) {
    return "Gave up after " + attempts + (attempts == 1 ? " attempt: " : " attempts: ") + last;
  }
}
