package io.longshore.async;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Repeats an asynchronous call that was not successful, at most a given number of times. */
public final class AsyncRetry {

  private AsyncRetry() {}

  /** What happens between two attempts. */
  @FunctionalInterface
  public interface Pause {

    /**
     * Returns a future after which the call is repeated; if it fails, the call is not repeated.
     *
     * @param attempt the number of the attempt that failed, from 1
     */
    Future<?> after(Throwable failure, int attempt);
  }

  /**
   * Calls until an attempt returns true, at most {@code maxAttempts} times. The loop ends at an
   * attempt that fails, throws or returns no future; the future fails with its cause.
   *
   * @param attempt receives its number, from 1
   * @param exhausted gives the failure if no attempt returned true
   */
  public static Future<Void> untilTrue(
      int maxAttempts, IntFunction<Future<Boolean>> attempt, Supplier<Future<Boolean>> exhausted) {
    AtomicInteger attempts = new AtomicInteger();
    return AsyncLoop.whileTrue(
        () ->
            attempt
                .apply(attempts.incrementAndGet())
                .compose(
                    done ->
                        done || attempts.get() < maxAttempts
                            ? Future.succeededFuture(!done)
                            : exhausted.get()));
  }

  /**
   * Calls until an attempt succeeds. A call that throws or returns no future has failed. Fails with
   * the cause of the last attempt, or with that of the pause.
   */
  public static <T> Future<T> call(int maxAttempts, Supplier<Future<T>> call, Pause pause) {
    AtomicInteger attempts = new AtomicInteger();
    return AsyncLoop.untilPresent(
            () -> {
              int attempt = attempts.incrementAndGet();
              return SafeCall.call(call)
                  .map(result -> Optional.of(Future.succeededFuture(result)))
                  .recover(
                      failure ->
                          attempt < maxAttempts
                              ? pause.after(failure, attempt).map(Optional.empty())
                              : Future.failedFuture(failure));
            })
        .compose(succeeded -> succeeded);
  }
}
