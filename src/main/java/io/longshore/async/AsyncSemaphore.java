package io.longshore.async;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * A counting semaphore for asynchronous work, first come, first served.
 *
 * <p>Not thread-safe: all work must start and complete on one context.
 */
public final class AsyncSemaphore {

  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int permits;
  private boolean starting;

  public AsyncSemaphore(int permits) {
    this.permits = permits;
  }

  /**
   * Starts the work as soon as a permit is free, and releases the permit when the work ends, also
   * when it fails or throws.
   *
   * @return the result of the work
   */
  public <T> Future<T> withPermit(Supplier<Future<T>> work) {
    Promise<T> result = Promise.promise();
    waiting.add(
        () ->
            SafeCall.call(work)
                .onComplete(
                    ended -> {
                      permits++;
                      startWaiting();
                    })
                .onComplete(result));
    startWaiting();
    return result.future();
  }

  /** Work that ends at once is followed by the next one in this loop, not on top of it. */
  private void startWaiting() {
    if (starting) {
      return;
    }
    starting = true;
    while (permits > 0 && !waiting.isEmpty()) {
      permits--;
      waiting.remove().run();
    }
    starting = false;
  }
}
