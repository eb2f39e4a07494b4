package io.longshore.async;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A counting semaphore whose callers wait by futures, first come, first served. Thread-safe. */
public final class AsyncSemaphore {

  private final Queue<Promise<Void>> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger permits;

  /** Calls of {@link #grant} that have not been served. */
  private final AtomicInteger due = new AtomicInteger();

  public AsyncSemaphore(int permits) {
    this.permits = new AtomicInteger(permits);
  }

  /**
   * Starts the work as soon as a permit is free, and releases the permit when the work ends, also
   * when it fails or throws.
   *
   * @return the result of the work
   */
  public <T> Future<T> withPermit(Supplier<Future<T>> work) {
    return acquire().compose(acquired -> SafeCall.call(work).onComplete(ended -> release()));
  }

  /**
   * Completes when the caller has a permit, on the caller's thread or on the one that releases it.
   */
  public Future<Void> acquire() {
    Promise<Void> permit = Promise.promise();
    waiting.add(permit);
    grant();
    return permit.future();
  }

  /** Takes a permit if one is free and nobody waits for it. */
  public boolean tryAcquire() {
    return waiting.isEmpty() && take();
  }

  /** Returns a permit. To be called once for each one acquired. */
  public void release() {
    permits.incrementAndGet();
    grant();
  }

  /** A permit that is released while another is granted is granted by the running loop. */
  private void grant() {
    if (due.getAndIncrement() > 0) {
      return;
    }
    do {
      while (!waiting.isEmpty() && take()) {
        waiting.remove().complete();
      }
    } while (due.decrementAndGet() > 0);
  }

  private boolean take() {
    return permits.getAndUpdate(free -> Math.max(0, free - 1)) > 0;
  }
}
