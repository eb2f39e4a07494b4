package io.longshore.operator.overview;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The result of a computation that takes long: computed on request if the last one is old, once at
 * a time, and kept for some seconds. For one context.
 */
final class RecentResult<T> {

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Supplier<Future<T>> compute;
  private final long keptNanos;
  private final LongSupplier nanos;
  private Future<T> last;
  private long begunAt;

  /**
   * @param kept how long a result is used
   * @param nanos a clock that never goes back
   */
  RecentResult(Supplier<Future<T>> compute, Duration kept, LongSupplier nanos) {
    this.compute = compute;
    this.keptNanos = kept.toNanos();
    this.nanos = nanos;
  }

  /** The result; empty if it failed or is not there within two seconds. */
  Future<Optional<T>> get() {
    return current()
        .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .map(Optional::of)
        .otherwise(Optional.empty());
  }

  private Future<T> current() {
    long now = nanos.getAsLong();
    if (last == null || last.failed() || last.isComplete() && now - begunAt >= keptNanos) {
      begunAt = now;
      last = compute.get();
    }
    return last;
  }
}
