package io.longshore.identity.idempotency;

import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
import io.longshore.api.ServiceResponse;
import io.longshore.identity.AuthenticatedCaller.Signed;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores used signatures in the database, for all replicas. A signature whose call was throttled or
 * failed temporarily can be used again: an SDK may retry within the same second, which results in
 * the same signature.
 */
public final class DatabaseUsedSignatures implements UsedSignatures {

  private static final Logger log = LoggerFactory.getLogger(DatabaseUsedSignatures.class);
  private static final long SWEEP_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int RETRYABLE_STATUS = 429;

  private final UsedSignatureStore store;
  private final LongSupplier nanos;
  private final AtomicLong lastSweep;

  /**
   * @param nanos a monotonic clock
   */
  public DatabaseUsedSignatures(Postgres postgres, LongSupplier nanos) {
    this.store = new UsedSignatureStore(postgres);
    this.nanos = nanos;
    this.lastSweep = new AtomicLong(nanos.getAsLong());
  }

  @Override
  public Future<ServiceResponse> once(Signed signed, Supplier<Future<ServiceResponse>> create) {
    sweepIfDue();
    return store
        .use(signed)
        .compose(first -> first ? create.get() : Future.failedFuture(used()))
        .compose(
            answer ->
                isRetryable(answer)
                    ? store.release(signed).otherwiseEmpty().map(answer)
                    : Future.succeededFuture(answer));
  }

  private static boolean isRetryable(ServiceResponse answer) {
    return answer.refusal() != null && answer.refusal().code().status() >= RETRYABLE_STATUS;
  }

  private static ApiError used() {
    return new ApiError(
        CommonError.INVALID_SIGNATURE,
        "This signature was used before; sign the request again to create once more.");
  }

  private void sweepIfDue() {
    long now = nanos.getAsLong();
    long previous = lastSweep.get();
    if (now - previous > SWEEP_NANOS && lastSweep.compareAndSet(previous, now)) {
      store
          .sweep()
          .onFailure(
              failure ->
                  log.warn("Expired signatures could not be deleted: {}", failure.getMessage()));
    }
  }
}
