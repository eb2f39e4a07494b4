package io.longshore.async;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AsyncRetryTest {

  private static final AsyncRetry.Pause NONE = (failure, attempt) -> Future.succeededFuture();

  private final List<Integer> pauses = new ArrayList<>();
  private int calls;

  @Test
  void a_call_that_succeeds_is_not_repeated() {
    assertThat(await(AsyncRetry.call(3, () -> Future.succeededFuture(++calls), NONE))).isEqualTo(1);
  }

  @Test
  void a_result_may_be_null() {
    Future<Void> result = AsyncRetry.call(3, Future::succeededFuture, NONE);

    assertThat(result.succeeded()).isTrue();
    assertThat(result.result()).isNull();
  }

  @Test
  void a_call_that_fails_is_repeated_after_a_pause() {
    Future<Integer> result =
        AsyncRetry.call(
            4,
            () ->
                ++calls < 3 ? Future.failedFuture("call " + calls) : Future.succeededFuture(calls),
            (failure, attempt) -> {
              assertThat(failure).hasMessage("call " + attempt);
              pauses.add(attempt);
              return Future.succeededFuture();
            });

    assertThat(await(result)).isEqualTo(3);
    assertThat(pauses).containsExactly(1, 2);
  }

  @Test
  void the_last_failure_is_the_result() {
    Throwable failed =
        failure(AsyncRetry.call(4, () -> Future.failedFuture("call " + ++calls), NONE));

    assertThat(failed).hasMessage("call 4");
  }

  @Test
  void a_call_that_throws_is_repeated() {
    Throwable thrown =
        failure(
            AsyncRetry.call(
                2,
                () -> {
                  throw new IllegalStateException("call " + ++calls);
                },
                NONE));

    assertThat(thrown).hasMessage("call 2");
  }

  @Test
  void a_pause_that_fails_or_throws_ends_the_attempts() {
    Throwable failed =
        failure(
            AsyncRetry.call(
                9,
                () -> Future.failedFuture("call " + ++calls),
                (failure, attempt) -> Future.failedFuture("stop after " + failure.getMessage())));
    Throwable thrown =
        failure(
            AsyncRetry.call(
                9,
                () -> Future.failedFuture("call " + ++calls),
                (failure, attempt) -> {
                  throw new IllegalStateException("thrown after " + failure.getMessage());
                }));

    assertThat(failed).hasMessage("stop after call 1");
    assertThat(thrown).hasMessage("thrown after call 2");
  }

  @Test
  void ten_thousand_attempts_need_a_small_stack_only() {
    Future<Integer> result =
        SmallStack.call(
            () ->
                AsyncRetry.call(
                    10_000,
                    () ->
                        ++calls < 10_000
                            ? Future.failedFuture("call")
                            : Future.succeededFuture(calls),
                    NONE));

    assertThat(await(result)).isEqualTo(10_000);
  }

  @Test
  void attempts_end_with_the_first_that_returns_true() {
    await(
        AsyncRetry.untilTrue(
            4,
            attempt -> {
              pauses.add(attempt);
              return Future.succeededFuture(attempt == 3);
            },
            () -> Future.failedFuture("exhausted")));

    assertThat(pauses).containsExactly(1, 2, 3);
  }

  @Test
  void attempts_that_all_return_false_fail_as_exhausted() {
    Throwable failed =
        failure(
            AsyncRetry.untilTrue(
                10_000,
                attempt -> {
                  calls = attempt;
                  return Future.succeededFuture(false);
                },
                () -> Future.failedFuture("exhausted")));

    assertThat(failed).hasMessage("exhausted");
    assertThat(calls).isEqualTo(10_000);
  }

  @Test
  void an_attempt_that_fails_or_throws_is_the_last_one() {
    Throwable failed =
        failure(
            AsyncRetry.untilTrue(
                9,
                attempt -> Future.failedFuture("attempt " + attempt),
                () -> Future.failedFuture("exhausted")));
    Throwable thrown =
        failure(
            AsyncRetry.untilTrue(
                9,
                attempt -> {
                  throw new IllegalStateException("attempt " + attempt);
                },
                () -> Future.failedFuture("exhausted")));

    assertThat(failed).hasMessage("attempt 1");
    assertThat(thrown).hasMessage("attempt 1");
  }
}
