package io.longshore.async;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/** Waits for work, or for a reason to stop waiting. */
public final class FirstOf {

  private FirstOf() {}

  /** Completes as the work does, or fails as {@code stop} does, whichever comes first. */
  public static <T> Future<T> futures(Future<Void> stop, Future<T> work) {
    Promise<T> first = Promise.promise();
    stop.onFailure(first::tryFail);
    work.onSuccess(first::tryComplete).onFailure(first::tryFail);
    return first.future();
  }
}
