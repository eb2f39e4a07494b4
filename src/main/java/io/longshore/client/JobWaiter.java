package io.longshore.client;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.core.waiters.Waiter;
import software.amazon.awssdk.core.waiters.WaiterAcceptor;
import software.amazon.awssdk.core.waiters.WaiterOverrideConfiguration;
import software.amazon.awssdk.core.waiters.WaiterResponse;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/**
 * Waits until a job has ended, by the SDK's {@link Waiter}. The delay between two calls grows from
 * 0.2 s to 5 s. Blocks the calling thread.
 *
 * @param <R> the response that tells the status
 */
final class JobWaiter<R> {

  /** The longest time to wait unless the caller says otherwise. */
  static final Duration TIMEOUT = Duration.ofHours(2);

  private static final BackoffStrategy DELAYS =
      BackoffStrategy.exponentialDelay(Duration.ofMillis(200), Duration.ofSeconds(5));

  private final Class<R> type;
  private final Function<R, String> status;
  private final Function<R, String> reason;
  private final String succeeded;
  private final Set<String> failed;

  JobWaiter(
      Class<R> type,
      Function<R, String> status,
      Function<R, String> reason,
      String succeeded,
      Set<String> failed) {
    this.type = type;
    this.status = status;
    this.reason = reason;
    this.succeeded = succeeded;
    this.failed = failed;
  }

  /**
   * Calls until the job has ended.
   *
   * @param job its name in the message of a failure
   * @throws JobFailedException if the job did not succeed
   * @throws software.amazon.awssdk.core.exception.SdkClientException if the time is over, or a call
   *     failed, which is the cause
   */
  WaiterResponse<R> run(String job, Duration timeout, Supplier<R> call) {
    WaiterResponse<R> end =
        Waiter.builder(type)
            .addAcceptor(WaiterAcceptor.successOnResponseAcceptor(this::hasEnded))
            .addAcceptor(WaiterAcceptor.retryOnResponseAcceptor(response -> true))
            .overrideConfiguration(limits(timeout))
            .build()
            .run(call);
    end.matched().response().filter(this::hasFailed).ifPresent(last -> fail(job, last));
    return end;
  }

  private static WaiterOverrideConfiguration limits(Duration timeout) {
    return WaiterOverrideConfiguration.builder()
        .maxAttempts(Integer.MAX_VALUE)
        .waitTimeout(timeout)
        .backoffStrategyV2(DELAYS)
        .build();
  }

  private boolean hasEnded(R response) {
    return succeeded.equals(status.apply(response)) || hasFailed(response);
  }

  private boolean hasFailed(R response) {
    String now = status.apply(response);
    return now != null && failed.contains(now);
  }

  private void fail(String job, R last) {
    String why = Optional.ofNullable(reason.apply(last)).orElse("");
    throw new JobFailedException(job, status.apply(last), why);
  }
}
