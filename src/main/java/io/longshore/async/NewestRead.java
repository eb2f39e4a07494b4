package io.longshore.async;

import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * A value that is read again and again, by reads that may overlap. A read that completes after one
 * that began later is ignored, so that an old value never replaces a newer one. Thread-safe.
 *
 * @param <T> an immutable value
 */
public final class NewestRead<T> {

  private record Completed<T>(long number, T value) {}

  private final Supplier<Future<T>> read;
  private final AtomicLong begun = new AtomicLong();
  private final AtomicReference<Completed<T>> newest;

  /**
   * @param first the value before the first read has completed
   * @param read reads the value; never throws
   */
  public NewestRead(T first, Supplier<Future<T>> read) {
    this.read = read;
    this.newest = new AtomicReference<>(new Completed<>(0, first));
  }

  /** The value of the completed read that began last. */
  public T current() {
    return newest.get().value();
  }

  /** Reads the value. Fails like the read, and the value stays. */
  public Future<Void> refresh() {
    long number = begun.incrementAndGet();
    return read.get()
        .onSuccess(
            value -> newest.accumulateAndGet(new Completed<>(number, value), NewestRead::newer))
        .mapEmpty();
  }

  private static <T> Completed<T> newer(Completed<T> one, Completed<T> other) {
    return one.number() > other.number() ? one : other;
  }
}
