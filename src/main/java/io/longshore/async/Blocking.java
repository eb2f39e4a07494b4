package io.longshore.async;

import io.longshore.api.ErrorMessages;
import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Blocks for a future, within a bound: only commands and LongshoreServer may. */
public final class Blocking {

  public static final long BOUND_SECONDS = 60;

  private Blocking() {}

  /** The future's value; a failure's line begins with what was waited for. */
  public static <T> T await(String what, Future<T> future) {
    return await(what, future, BOUND_SECONDS);
  }

  public static <T> T await(String what, Future<T> future, long seconds) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      throw new IllegalStateException(
          what + ": " + ErrorMessages.line(failure.getCause()), failure.getCause());
    } catch (TimeoutException failure) {
      throw new IllegalStateException(what + " took more than " + seconds + " s", failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(what + " was interrupted", interrupted);
    }
  }
}
