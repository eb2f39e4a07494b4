package io.longshore.async;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoundedParallelTest {

  private static final List<Integer> THREE = List.of(1, 2, 3);
  private static final List<Integer> MANY = IntStream.range(0, 10_000).boxed().toList();

  private final Deque<Promise<Integer>> running = new ArrayDeque<>();
  private final List<Integer> started = new ArrayList<>();

  @Test
  void results_come_in_the_order_of_the_items() {
    Future<List<Integer>> results = BoundedParallel.map(THREE, this::start);

    running.removeLast().complete(30);
    running.removeLast().complete(20);
    running.removeLast().complete(10);

    assertThat(await(results)).containsExactly(10, 20, 30);
  }

  @Test
  void ten_thousand_items_need_a_small_stack_only() {
    Future<List<Integer>> results =
        SmallStack.call(() -> BoundedParallel.map(MANY, Future::succeededFuture));

    assertThat(await(results)).isEqualTo(MANY);
  }

  @Test
  void no_items_have_no_results() {
    assertThat(await(BoundedParallel.map(List.<Integer>of(), this::start))).isEmpty();
    assertThat(await(BoundedParallel.forEach(List.<Integer>of(), this::start, any -> true)))
        .isEqualTo(new BoundedParallel.Result<>(List.of(), true));
  }

  @Test
  void a_bounded_number_of_items_is_in_progress() {
    Future<List<Integer>> results = BoundedParallel.map(MANY, this::start);
    int most = 0;
    while (!running.isEmpty()) {
      most = Math.max(most, running.size());
      running.remove().complete(0);
    }

    assertThat(await(results)).hasSize(MANY.size());
    assertThat(most).isEqualTo(BoundedParallel.MAP_CONCURRENCY);
  }

  @Test
  void as_many_items_as_asked_for_are_in_progress_and_the_first_failure_ends_them() {
    Future<Void> all = BoundedParallel.each(MANY, 3, this::start);
    assertThat(started).hasSize(3);
    running.remove().complete(0);
    running.remove().fail("first");
    running.remove().fail("second");
    assertThat(all.isComplete()).isFalse();
    running.remove().complete(0);

    assertThat(failure(all)).hasMessage("first");
    assertThat(started).hasSize(4);
    assertThat(await(BoundedParallel.each(List.<Integer>of(), 3, this::start))).isNull();
  }

  @Test
  void after_a_failure_nothing_starts_and_what_runs_is_awaited() {
    Future<List<Integer>> results = BoundedParallel.map(MANY, this::start);

    running.remove().fail("first");
    running.remove().fail("second");
    while (running.size() > 1) {
      running.remove().complete(0);
    }
    assertThat(results.isComplete()).isFalse();
    running.remove().complete(0);

    assertThat(failure(results)).hasMessage("first");
    assertThat(started).hasSize(BoundedParallel.MAP_CONCURRENCY);
  }

  @Test
  void work_that_throws_has_failed() {
    Future<List<Integer>> results =
        BoundedParallel.map(
            THREE,
            item -> {
              if (item == 2) {
                throw new IllegalStateException("thrown");
              }
              return Future.succeededFuture(item);
            });

    assertThat(failure(results)).hasMessage("thrown");
  }

  @Test
  void work_that_returns_no_future_or_overflows_the_stack_has_failed() {
    assertThat(failure(BoundedParallel.map(THREE, item -> null)))
        .isInstanceOf(NullPointerException.class);
    assertThat(failure(BoundedParallel.map(THREE, BoundedParallelTest::endless)))
        .isInstanceOf(StackOverflowError.class);
  }

  @Test
  void for_each_works_on_the_other_items_after_failures() {
    BoundedParallel.Result<Integer> result =
        await(
            BoundedParallel.forEach(
                MANY,
                item -> {
                  started.add(item);
                  if (item == 1) {
                    throw new IllegalStateException("thrown");
                  }
                  return item == 5000 ? Future.failedFuture("failed") : Future.succeededFuture();
                },
                failure -> true));

    assertThat(started).isEqualTo(MANY);
    assertThat(result.allStarted()).isTrue();
    assertThat(result.failures()).extracting(failed -> failed.item()).containsExactly(1, 5000);
    assertThat(result.firstCause().orElseThrow()).hasMessage("thrown");
  }

  @Test
  void for_each_needs_a_small_stack_only() {
    Future<BoundedParallel.Result<Integer>> result =
        SmallStack.call(
            () -> BoundedParallel.forEach(MANY, Future::succeededFuture, failure -> true));

    assertThat(await(result).allStarted()).isTrue();
  }

  @Test
  void for_each_starts_nothing_after_a_failure_that_stops_it() {
    Future<BoundedParallel.Result<Integer>> result =
        BoundedParallel.forEach(MANY, this::start, failure -> !failure.getMessage().equals("stop"));

    running.remove().fail("go on");
    running.remove().fail("stop");
    while (!running.isEmpty()) {
      running.remove().complete(0);
    }

    assertThat(await(result).allStarted()).isFalse();
    assertThat(await(result).failures()).hasSize(2);
    assertThat(started).hasSize(BoundedParallel.FOR_EACH_CONCURRENCY + 1);
  }

  @Test
  void for_each_stops_after_many_failures() {
    BoundedParallel.Result<Integer> result =
        await(BoundedParallel.forEach(MANY, item -> Future.failedFuture("all"), failure -> true));

    assertThat(result.failures()).hasSize(BoundedParallel.MAX_FAILURES);
    assertThat(result.allStarted()).isFalse();
  }

  private Future<Integer> start(int item) {
    started.add(item);
    Promise<Integer> work = Promise.promise();
    running.add(work);
    return work.future();
  }

  private static Future<Integer> endless(int item) {
    return endless(item + 1).map(never -> item);
  }
}
