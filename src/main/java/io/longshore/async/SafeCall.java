package io.longshore.async;

import io.vertx.core.Future;
import java.util.function.Supplier;

/** Calls what brings a future such that it never throws, whoever wrote it. */
public final class SafeCall {

  private SafeCall() {}

  /** The future that the call brings; a failed one when it throws, or brings none. */
  public static <T> Future<T> call(Supplier<Future<T>> call) {
    try {
      Future<T> begun = call.get();
      return begun == null
          ? Future.failedFuture(new NullPointerException("A call brought no future"))
          : begun;
    } catch (Throwable thrown) { // a stack that overflows, too: else nobody would be told
      return Future.failedFuture(thrown);
    }
  }
}
