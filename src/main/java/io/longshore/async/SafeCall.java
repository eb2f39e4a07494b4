package io.longshore.async;

import io.vertx.core.Future;
import java.util.function.Supplier;

/** Calls code that returns a future and may break the rule that such code never throws. */
public final class SafeCall {

  private SafeCall() {}

  /** Returns the call's future, or a failed one when the call throws or returns null. */
  public static <T> Future<T> call(Supplier<? extends Future<T>> call) {
    try {
      Future<T> result = call.get();
      return result == null
          ? Future.failedFuture(new NullPointerException("The call returned no future"))
          : result;
    } catch (Throwable thrown) { // also errors, so that the caller learns of a StackOverflowError
      return Future.failedFuture(thrown);
    }
  }
}
