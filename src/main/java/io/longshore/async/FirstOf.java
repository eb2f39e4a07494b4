package io.longshore.async;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/** Interrupts the wait for work that may never complete. */
public final class FirstOf {

  private FirstOf() {}

  /**
   * Completes like the work, or fails like {@code stop}, whichever is first. The work goes on after
   * {@code stop} has failed, but its result is ignored.
   *
   * @param stop its success has no effect
   */
  public static <T> Future<T> futures(Future<Void> stop, Future<T> work) {
    Promise<T> first = Promise.promise();
    stop.onFailure(first::tryFail);
    work.onSuccess(first::tryComplete).onFailure(first::tryFail);
    return first.future();
  }
}
