package io.longshore.identity;

import io.longshore.api.Answer;
import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers in the database what creates answered, for all replicas. A refusal is not remembered:
 * whoever tries again may have put right what was wrong. A process that is killed between a create
 * and the note of its answer leaves a gap: the same create may then happen again.
 */
public final class StoredReplays implements Replays {

  private static final Logger log = LoggerFactory.getLogger(StoredReplays.class);
  private static final long LOOK_MILLIS = 100;
  private static final int LOOKS = 50;
  private static final long SWEEP_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Vertx vertx;
  private final ReplayStore store;
  private final Duration lost;
  private final LongSupplier nanos;
  private final AtomicLong swept;

  /**
   * @param callTimeout how long a call may take; one that is under way for twice as long is lost
   * @param nanos a clock for distances only
   */
  public StoredReplays(Vertx vertx, Postgres postgres, Duration callTimeout, LongSupplier nanos) {
    this.vertx = vertx;
    this.store = new ReplayStore(postgres);
    this.lost = callTimeout.multipliedBy(2);
    this.nanos = nanos;
    this.swept = new AtomicLong(nanos.getAsLong());
  }

  @Override
  public Future<Answer> once(Attempt attempt, Supplier<Future<Answer>> create) {
    sweepNowAndThen();
    return once(attempt, create, LOOKS);
  }

  private Future<Answer> once(Attempt attempt, Supplier<Future<Answer>> create, int looks) {
    return store
        .begin(attempt, lost)
        .compose(mine -> mine ? run(attempt, create) : await(attempt, create, looks));
  }

  private Future<Answer> run(Attempt attempt, Supplier<Future<Answer>> create) {
    return create
        .get()
        .compose(
            answer ->
                (answer.refusal() == null ? store.end(attempt, answer) : store.forget(attempt))
                    .otherwise(failure -> unnoted(attempt, failure))
                    .map(answer),
            failure ->
                (isUnknown(failure) ? Future.succeededFuture(false) : store.forget(attempt))
                    .otherwise(late -> unnoted(attempt, late))
                    .compose(done -> Future.failedFuture(failure)));
  }

  /** Without an answer in time nobody knows what became of it: the note that it began stays. */
  private static boolean isUnknown(Throwable failure) {
    return failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.TIMEOUT;
  }

  private static boolean unnoted(Attempt attempt, Throwable failure) {
    log.warn("The answer of a {} was not noted: {}", attempt.operation(), failure.getMessage());
    return false;
  }

  private Future<Answer> await(Attempt attempt, Supplier<Future<Answer>> create, int looks) {
    return store
        .find(attempt)
        .compose(
            found -> {
              Optional<Answer> answer = found.flatMap(known -> known);
              if (answer.isPresent()) {
                return Future.succeededFuture(answer.get());
              }
              if (looks == 0) {
                return Future.failedFuture(
                    new ApiError(
                        CommonError.SERVICE_UNAVAILABLE,
                        "The same call is under way; try again for its answer."));
              }
              return vertx
                  .timer(LOOK_MILLIS, TimeUnit.MILLISECONDS)
                  .compose(later -> once(attempt, create, looks - 1));
            });
  }

  private void sweepNowAndThen() {
    long now = nanos.getAsLong();
    long before = swept.get();
    if (now - before > SWEEP_NANOS && swept.compareAndSet(before, now)) {
      store.sweep().onFailure(failure -> log.warn("Old creates stay: {}", failure.getMessage()));
    }
  }
}
