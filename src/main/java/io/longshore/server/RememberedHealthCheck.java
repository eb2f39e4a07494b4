package io.longshore.server;

import io.longshore.api.HealthCheck;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A health check whose success counts for some time, because the check is expensive. A failure does
 * not: the next call runs the check again. Thread-safe.
 */
final class RememberedHealthCheck implements HealthCheck {

  private final HealthCheck check;
  private final Duration age;
  private final LongSupplier nanos;
  private volatile long passedAt;
  private volatile boolean passed;

  /**
   * @param age how long a success counts, from the begin of the check
   * @param nanos a monotonic clock
   */
  RememberedHealthCheck(HealthCheck check, Duration age, LongSupplier nanos) {
    this.check = check;
    this.age = age;
    this.nanos = nanos;
  }

  @Override
  public String name() {
    return check.name();
  }

  @Override
  public boolean isRequired() {
    return check.isRequired();
  }

  @Override
  public Future<Void> check() {
    long now = nanos.getAsLong();
    if (passed && now - passedAt < age.toNanos()) {
      return Future.succeededFuture();
    }
    passed = false;
    return check
        .check()
        .onSuccess(
            good -> {
              passedAt = now;
              passed = true;
            });
  }
}
