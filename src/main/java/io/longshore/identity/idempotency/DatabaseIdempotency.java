package io.longshore.identity.idempotency;

import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
import io.longshore.api.ResponseSlot;
import io.longshore.api.ServiceResponse;
import io.longshore.async.AsyncLoop;
import io.longshore.store.Postgres;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the responses of creating calls in the database, for all replicas. The transaction that
 * creates the resource stores the response, so a response exists exactly when the resource does,
 * even if the process or its connection fails. Refusals are not stored: a retry may succeed.
 */
public final class DatabaseIdempotency implements Idempotency {

  private static final Logger log = LoggerFactory.getLogger(DatabaseIdempotency.class);
  private static final long POLL_MILLIS = 100;
  private static final int MAX_POLLS = 50;
  private static final long SWEEP_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Vertx vertx;
  private final IdempotencyStore store;
  private final SecretResponses secrets;
  private final Duration lostAfter;
  private final LongSupplier nanos;
  private final AtomicLong lastSweep;

  /**
   * @param secrets encrypts responses that contain secrets
   * @param callTimeout an attempt without a response after twice this time counts as lost
   * @param nanos a monotonic clock
   */
  public DatabaseIdempotency(
      Vertx vertx,
      Postgres postgres,
      SecretResponses secrets,
      Duration callTimeout,
      LongSupplier nanos) {
    this.vertx = vertx;
    this.secrets = secrets;
    this.store = new IdempotencyStore(postgres, secrets);
    this.lostAfter = callTimeout.multipliedBy(2);
    this.nanos = nanos;
    this.lastSweep = new AtomicLong(nanos.getAsLong());
  }

  @Override
  public Future<ServiceResponse> once(
      Attempt attempt, Function<Optional<ResponseSlot>, Future<ServiceResponse>> create) {
    sweepIfDue();
    AtomicInteger polls = new AtomicInteger();
    return AsyncLoop.untilPresent(
            () -> runOrAwait(attempt, create, polls.getAndIncrement() == MAX_POLLS))
        .recover(TransientErrors::unavailable);
  }

  /** The response, or empty while an earlier attempt is in progress. */
  private Future<Optional<ServiceResponse>> runOrAwait(
      Attempt attempt,
      Function<Optional<ResponseSlot>, Future<ServiceResponse>> create,
      boolean last) {
    ResponseSlot slot =
        attempt.slot(UUID.randomUUID(), body -> secrets.encode(attempt.operation(), body));
    return store
        .begin(slot, lostAfter)
        .recover(failure -> Future.failedFuture(inProgressIfLocked(failure)))
        .compose(
            isFirst ->
                isFirst ? run(attempt, slot, create).map(Optional::of) : await(attempt, last));
  }

  private Future<ServiceResponse> run(
      Attempt attempt,
      ResponseSlot slot,
      Function<Optional<ResponseSlot>, Future<ServiceResponse>> create) {
    return create
        .apply(Optional.of(slot))
        .compose(
            response ->
                (response.refusal() == null ? store.end(slot, response) : store.forget(slot))
                    .otherwise(failure -> logUnstored(attempt, failure))
                    .map(response),
            failure ->
                isUnknown(failure) ? Future.failedFuture(failure) : failed(attempt, slot, failure));
  }

  /** The resource may exist even so: then the transaction has stored the response. */
  private Future<ServiceResponse> failed(Attempt attempt, ResponseSlot slot, Throwable failure) {
    return store
        .forget(slot)
        .compose(
            deleted ->
                deleted
                    ? Future.succeededFuture(Optional.<ServiceResponse>empty())
                    : found(attempt))
        .otherwise(
            late -> {
              logUnstored(attempt, late);
              return Optional.empty();
            })
        .compose(
            response ->
                response
                    .map(Future::succeededFuture)
                    .orElseGet(() -> Future.failedFuture(failure)));
  }

  private Future<Optional<ServiceResponse>> found(Attempt attempt) {
    return store.find(attempt).map(found -> found.flatMap(known -> known));
  }

  /** A lock timeout means that the transaction of an earlier attempt has not ended. */
  private static Throwable inProgressIfLocked(Throwable failure) {
    return TransientErrors.isLockTimeout(failure) ? inProgress() : failure;
  }

  private static ApiError inProgress() {
    return new ApiError(
        CommonError.SERVICE_UNAVAILABLE,
        "The same call is in progress; try again for its response.");
  }

  /** After a timeout the outcome is unknown, so the attempt's row stays. */
  private static boolean isUnknown(Throwable failure) {
    return failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.TIMEOUT;
  }

  private static boolean logUnstored(Attempt attempt, Throwable failure) {
    log.warn("The response of {} was not stored: {}", attempt.operation(), failure.getMessage());
    return false;
  }

  private Future<Optional<ServiceResponse>> await(Attempt attempt, boolean last) {
    return found(attempt)
        .compose(
            response -> {
              if (response.isPresent()) {
                return Future.succeededFuture(response);
              }
              return last
                  ? Future.failedFuture(inProgress())
                  : vertx.timer(POLL_MILLIS, TimeUnit.MILLISECONDS).map(Optional.empty());
            });
  }

  private void sweepIfDue() {
    long now = nanos.getAsLong();
    long previous = lastSweep.get();
    if (now - previous > SWEEP_NANOS && lastSweep.compareAndSet(previous, now)) {
      store
          .sweep()
          .onFailure(
              failure -> TransientErrors.log(log, failure, "Old responses could not be deleted"));
    }
  }
}
