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
 * Lets each signature create once, on all replicas. One whose create was put off, because the
 * service could not do it now, stays good: an SDK may try again within the same second, which makes
 * the same signature.
 */
public final class DatabaseUsedSignatures implements UsedSignatures {

  private static final Logger log = LoggerFactory.getLogger(DatabaseUsedSignatures.class);
  private static final long SWEEP_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int TRY_AGAIN = 429;

  private final UsedSignatureStore store;
  private final LongSupplier nanos;
  private final AtomicLong swept;

  /**
   * @param nanos a clock for distances only
   */
  public DatabaseUsedSignatures(Postgres postgres, LongSupplier nanos) {
    this.store = new UsedSignatureStore(postgres);
    this.nanos = nanos;
    this.swept = new AtomicLong(nanos.getAsLong());
  }

  @Override
  public Future<ServiceResponse> once(Signed signed, Supplier<Future<ServiceResponse>> create) {
    sweepNowAndThen();
    return store
        .use(signed)
        .compose(first -> first ? create.get() : Future.failedFuture(used()))
        .compose(
            answer ->
                isPutOff(answer)
                    ? store.release(signed).otherwiseEmpty().map(answer)
                    : Future.succeededFuture(answer));
  }

  private static boolean isPutOff(ServiceResponse answer) {
    return answer.refusal() != null && answer.refusal().code().status() >= TRY_AGAIN;
  }

  private static ApiError used() {
    return new ApiError(
        CommonError.INVALID_SIGNATURE,
        "This signature was used before; sign the request again to create once more.");
  }

  private void sweepNowAndThen() {
    long now = nanos.getAsLong();
    long before = swept.get();
    if (now - before > SWEEP_NANOS && swept.compareAndSet(before, now)) {
      store.sweep().onFailure(failure -> log.warn("Old signatures stay: {}", failure.getMessage()));
    }
  }
}
