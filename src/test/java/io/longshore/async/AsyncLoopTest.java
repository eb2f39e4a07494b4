package io.longshore.async;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class AsyncLoopTest {

  private static final int MANY = 10_000;
  private static final List<Integer> ITEMS = IntStream.range(0, MANY).boxed().toList();
  private static final Vertx VERTX = Vertx.vertx();

  private final List<Object> steps = new ArrayList<>();

  @AfterAll
  static void close() {
    await(VERTX.close());
  }

  @Test
  void ten_thousand_steps_that_complete_at_once_need_a_small_stack_only() {
    Future<Void> loop =
        SmallStack.call(() -> AsyncLoop.whileTrue(() -> Future.succeededFuture(step() < MANY)));

    await(loop);
    assertThat(steps).hasSize(MANY);
  }

  @Test
  void ten_thousand_steps_that_complete_later_run_one_after_another() {
    await(AsyncLoop.whileTrue(() -> later(() -> step() < MANY)));

    assertThat(steps).hasSize(MANY);
  }

  @Test
  void steps_that_complete_on_other_threads_run_one_after_another() {
    await(AsyncLoop.whileTrue(() -> VERTX.executeBlocking(() -> step() < MANY, false)));

    assertThat(steps).hasSize(MANY);
  }

  @Test
  void steps_that_are_done_can_be_collected_while_the_loop_goes_on() {
    List<WeakReference<Future<Boolean>>> futures = new ArrayList<>();
    Promise<Void> reached = Promise.promise();
    Promise<Boolean> last = Promise.promise();
    Future<Void> loop =
        AsyncLoop.whileTrue(
            () -> {
              if (step() == 100) {
                reached.complete();
                return last.future();
              }
              Future<Boolean> step = later(() -> true);
              futures.add(new WeakReference<>(step));
              return step;
            });

    await(reached.future());
    untilCollected(futures.subList(0, 98));
    last.complete(false);
    await(loop);
  }

  private static void untilCollected(List<WeakReference<Future<Boolean>>> futures) {
    long end = System.nanoTime() + 30_000_000_000L;
    while (futures.stream().anyMatch(future -> future.get() != null)) {
      assertThat(System.nanoTime()).as("futures of steps that are done stay").isLessThan(end);
      System.gc();
    }
  }

  @Test
  void a_step_that_fails_is_the_last_one() {
    Throwable failed =
        failure(
            AsyncLoop.whileTrue(
                () ->
                    step() < 3 ? Future.succeededFuture(true) : Future.failedFuture("third step")));

    assertThat(failed).hasMessage("third step");
    assertThat(steps).hasSize(3);
  }

  @Test
  void a_step_that_throws_is_the_last_one() {
    Throwable thrown =
        failure(
            AsyncLoop.whileTrue(
                () -> {
                  if (step() == 3) {
                    throw new IllegalStateException("third step");
                  }
                  return later(() -> true);
                }));

    assertThat(thrown).hasMessage("third step");
    assertThat(steps).hasSize(3);
  }

  @Test
  void a_step_that_returns_no_future_fails_the_loop() {
    assertThat(failure(AsyncLoop.whileTrue(() -> null))).hasMessageContaining("no future");
  }

  @Test
  void until_present_returns_the_first_result() {
    Future<Integer> found =
        SmallStack.call(
            () ->
                AsyncLoop.untilPresent(
                    () ->
                        Future.succeededFuture(Optional.of(step()).filter(step -> step == MANY))));

    assertThat(await(found)).isEqualTo(MANY);
  }

  @Test
  void until_present_fails_as_its_step_does() {
    assertThat(failure(AsyncLoop.untilPresent(() -> Future.failedFuture("step"))))
        .hasMessage("step");
  }

  @Test
  void for_each_calls_the_step_in_the_order_of_the_items() {
    await(
        SmallStack.call(
            () ->
                AsyncLoop.forEach(
                    ITEMS,
                    item -> {
                      steps.add(item);
                      return Future.succeededFuture();
                    })));

    assertThat(steps).isEqualTo(ITEMS);
  }

  @Test
  void for_each_starts_no_step_after_one_that_fails_or_throws() {
    Throwable failed =
        failure(
            AsyncLoop.forEach(
                ITEMS, item -> step() < 6 ? later(() -> item) : Future.failedFuture("sixth")));
    Throwable thrown =
        failure(
            AsyncLoop.forEach(
                ITEMS,
                item -> {
                  throw new IllegalStateException("step " + step());
                }));

    assertThat(failed).hasMessage("sixth");
    assertThat(thrown).hasMessage("step 7");
  }

  @Test
  void batches_are_runs_of_the_items_and_the_last_may_be_shorter() {
    await(
        AsyncLoop.forEachBatch(List.of(1, 2, 3, 4, 5), 2, batch -> later(() -> steps.add(batch))));

    assertThat(steps).containsExactly(List.of(1, 2), List.of(3, 4), List.of(5));
  }

  @Test
  void no_batch_starts_after_one_that_fails() {
    Throwable failed =
        failure(
            AsyncLoop.forEachBatch(
                ITEMS, 10, batch -> Future.failedFuture("from " + batch.get(0) + " " + step())));

    assertThat(failed).hasMessage("from 0 1");
  }

  @Test
  void ten_thousand_batches_need_a_small_stack_only() {
    await(
        SmallStack.call(
            () ->
                AsyncLoop.forEachBatch(
                    ITEMS,
                    1,
                    batch -> {
                      steps.addAll(batch);
                      return Future.succeededFuture();
                    })));

    assertThat(steps).isEqualTo(ITEMS);
  }

  @Test
  void reduce_combines_the_items_in_their_order() {
    Future<Long> sum =
        SmallStack.call(
            () ->
                AsyncLoop.reduce(
                    ITEMS, 0L, (before, item) -> Future.succeededFuture(before + item)));

    assertThat(await(sum)).isEqualTo(MANY * (MANY - 1L) / 2);
    assertThat(await(AsyncLoop.reduce(List.of("b", "c"), "a", (all, it) -> later(() -> all + it))))
        .isEqualTo("abc");
  }

  @Test
  void reduce_fails_as_its_step_does() {
    assertThat(failure(AsyncLoop.reduce(ITEMS, 0, (before, item) -> Future.failedFuture("step"))))
        .hasMessage("step");
  }

  private int step() {
    steps.add(steps.size() + 1);
    return steps.size();
  }

  private static <T> Future<T> later(Supplier<T> result) {
    Promise<T> step = Promise.promise();
    VERTX.runOnContext(later -> step.complete(result.get()));
    return step.future();
  }
}
