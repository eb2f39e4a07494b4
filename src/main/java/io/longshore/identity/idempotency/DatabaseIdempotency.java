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
 * Remembers in the database what creates answered, for all replicas. A refusal is not remembered:
 * whoever tries again may have put right what was wrong. The answer is written down by the
 * transaction that creates, so that it is known whenever the create happened, whatever became of
 * the process or of its way to the database.
 */
public final class DatabaseIdempotency implements Idempotency {

  private static final Logger log = LoggerFactory.getLogger(DatabaseIdempotency.class);
  private static final long LOOK_MILLIS = 100;
  private static final int LOOKS = 50;
  private static final long SWEEP_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Vertx vertx;
  private final IdempotencyStore store;
  private final Duration lost;
  private final LongSupplier nanos;
  private final AtomicLong swept;

  /**
   * @param callTimeout how long a call may take; one that is under way for twice as long is lost
   * @param nanos a clock for distances only
   */
  public DatabaseIdempotency(
      Vertx vertx, Postgres postgres, Duration callTimeout, LongSupplier nanos) {
    this.vertx = vertx;
    this.store = new IdempotencyStore(postgres);
    this.lost = callTimeout.multipliedBy(2);
    this.nanos = nanos;
    this.swept = new AtomicLong(nanos.getAsLong());
  }

  @Override
  public Future<ServiceResponse> once(
      Attempt attempt, Function<Optional<ResponseSlot>, Future<ServiceResponse>> create) {
    sweepNowAndThen();
    AtomicInteger looks = new AtomicInteger();
    return AsyncLoop.untilPresent(
            () -> runOrAwait(attempt, create, looks.getAndIncrement() == LOOKS))
        .recover(TransientErrors::unavailable);
  }

  /** The answer, or empty when the attempt that runs elsewhere has none yet. */
  private Future<Optional<ServiceResponse>> runOrAwait(
      Attempt attempt,
      Function<Optional<ResponseSlot>, Future<ServiceResponse>> create,
      boolean last) {
    ResponseSlot slot = attempt.slot(UUID.randomUUID());
    return store
        .begin(slot, lost)
        .recover(failure -> Future.failedFuture(ending(failure)))
        .compose(
            mine -> mine ? run(attempt, slot, create).map(Optional::of) : await(attempt, last));
  }

  private Future<ServiceResponse> run(
      Attempt attempt,
      ResponseSlot slot,
      Function<Optional<ResponseSlot>, Future<ServiceResponse>> create) {
    return create
        .apply(Optional.of(slot))
        .compose(
            answer ->
                (answer.refusal() == null ? store.end(slot, answer) : store.forget(slot))
                    .otherwise(failure -> unnoted(attempt, failure))
                    .map(answer),
            failure ->
                isUnknown(failure) ? Future.failedFuture(failure) : failed(attempt, slot, failure));
  }

  /** The create may have happened all the same: then its transaction wrote down the answer. */
  private Future<ServiceResponse> failed(Attempt attempt, ResponseSlot slot, Throwable failure) {
    return store
        .forget(slot)
        .compose(
            gone ->
                gone ? Future.succeededFuture(Optional.<ServiceResponse>empty()) : found(attempt))
        .otherwise(
            late -> {
              unnoted(attempt, late);
              return Optional.empty();
            })
        .compose(
            answer ->
                answer.map(Future::succeededFuture).orElseGet(() -> Future.failedFuture(failure)));
  }

  private Future<Optional<ServiceResponse>> found(Attempt attempt) {
    return store.find(attempt).map(found -> found.flatMap(known -> known));
  }

  /** The transaction of the one before has not ended, so nobody can say what became of it. */
  private static Throwable ending(Throwable failure) {
    return TransientErrors.isLockTimeout(failure) ? underWay() : failure;
  }

  private static ApiError underWay() {
    return new ApiError(
        CommonError.SERVICE_UNAVAILABLE, "The same call is under way; try again for its answer.");
  }

  /** Without an answer in time nobody knows what became of it: the note that it began stays. */
  private static boolean isUnknown(Throwable failure) {
    return failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.TIMEOUT;
  }

  private static boolean unnoted(Attempt attempt, Throwable failure) {
    log.warn("The answer of a {} was not noted: {}", attempt.operation(), failure.getMessage());
    return false;
  }

  private Future<Optional<ServiceResponse>> await(Attempt attempt, boolean last) {
    return found(attempt)
        .compose(
            answer -> {
              if (answer.isPresent()) {
                return Future.succeededFuture(answer);
              }
              return last
                  ? Future.failedFuture(underWay())
                  : vertx.timer(LOOK_MILLIS, TimeUnit.MILLISECONDS).map(Optional.empty());
            });
  }

  private void sweepNowAndThen() {
    long now = nanos.getAsLong();
    long before = swept.get();
    if (now - before > SWEEP_NANOS && swept.compareAndSet(before, now)) {
      store.sweep().onFailure(failure -> TransientErrors.log(log, failure, "Old creates stay"));
    }
  }
}
