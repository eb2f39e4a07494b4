package io.longshore.async;

import io.longshore.api.ErrorMessages;
import io.vertx.core.Future;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Blocks the calling thread until a future completes. For commands and for starting and closing a
 * server only, never on an event loop.
 */
public final class Blocking {

  public static final long DEFAULT_TIMEOUT_SECONDS = 60;

  private Blocking() {}

  /**
   * Waits {@value #DEFAULT_TIMEOUT_SECONDS} s at most; see {@link #await(String, Future, long)}.
   */
  public static <T> T await(String what, Future<T> future) {
    return await(what, future, DEFAULT_TIMEOUT_SECONDS);
  }

  /**
   * Returns the future's result.
   *
   * @param what what is waited for; messages begin with it
   * @throws IllegalStateException if the future fails, takes longer, or the thread is interrupted
   */
  public static <T> T await(String what, Future<T> future, long timeoutSeconds) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(timeoutSeconds, TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      throw new IllegalStateException(
          what + ": " + ErrorMessages.line(failure.getCause()), failure.getCause());
    } catch (TimeoutException failure) {
      throw new IllegalStateException(what + " took more than " + timeoutSeconds + " s", failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(what + " was interrupted", interrupted);
    }
  }

  /**
   * Returns the result of a task that another thread runs, however long it takes.
   *
   * @throws RuntimeException the one that the task threw
   */
  public static <T> T join(CompletableFuture<T> task) {
    try {
      return task.join();
    } catch (CompletionException failure) {
      throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
    }
  }
}
