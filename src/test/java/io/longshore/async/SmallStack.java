package io.longshore.async;

import io.vertx.core.Future;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Starts asynchronous work on a thread whose stack holds some hundred frames only. */
final class SmallStack {

  private static final long BYTES = 192 * 1024;

  private SmallStack() {}

  /** The future that the call returns, or a failed one when it throws. */
  static <T> Future<T> call(Supplier<Future<T>> call) {
    CompletableFuture<Future<T>> result = new CompletableFuture<>();
    new Thread(null, () -> result.complete(SafeCall.call(call)), "small stack", BYTES).start();
    return result.join();
  }
}
