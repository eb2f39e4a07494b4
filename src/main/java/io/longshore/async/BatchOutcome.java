package io.longshore.async;

import io.vertx.core.Future;

/**
 * What became of an item of a batch.
 *
 * @param result of an item that is done
 * @param failure of an item that has failed
 */
public record BatchOutcome<R>(Kind kind, R result, Throwable failure) {

  /** How the item goes on. */
  public enum Kind {
    DONE,
    FAILED,
    /** The item comes first in the next batch. */
    POSTPONED,
    /** The item had no effect, and is run alone. */
    ALONE
  }

  /** The result or the failure of an item that is done or has failed. */
  public Future<R> future() {
    return kind == Kind.DONE ? Future.succeededFuture(result) : Future.failedFuture(failure);
  }

  public static <R> BatchOutcome<R> done(R result) {
    return new BatchOutcome<>(Kind.DONE, result, null);
  }

  public static <R> BatchOutcome<R> failed(Throwable failure) {
    return new BatchOutcome<>(Kind.FAILED, null, failure);
  }

  public static <R> BatchOutcome<R> postponed() {
    return new BatchOutcome<>(Kind.POSTPONED, null, null);
  }

  public static <R> BatchOutcome<R> alone() {
    return new BatchOutcome<>(Kind.ALONE, null, null);
  }
}
