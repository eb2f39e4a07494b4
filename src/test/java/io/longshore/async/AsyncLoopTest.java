package io.longshore.async;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AsyncLoopTest {

  private static final int MANY = 200_000;

  private int taken;

  @Test
  void as_many_steps_as_one_likes_end_whether_they_end_at_once_or_later() {
    Vertx vertx = Vertx.vertx();

    await(AsyncLoop.whileMore(() -> Future.succeededFuture(++taken < MANY)));
    await(
        AsyncLoop.whileMore(
            () -> {
              Promise<Boolean> step = Promise.promise();
              vertx.runOnContext(later -> step.complete(++taken < 2 * MANY));
              return step.future();
            }));

    assertThat(taken).isEqualTo(2 * MANY);
    await(vertx.close());
  }

  @Test
  void a_step_that_fails_or_throws_is_the_last() {
    Throwable failed =
        failure(
            AsyncLoop.whileMore(
                () ->
                    ++taken < 3
                        ? Future.succeededFuture(true)
                        : Future.failedFuture("third step")));
    Throwable thrown =
        failure(
            AsyncLoop.whileMore(
                () -> {
                  throw new IllegalStateException("step " + ++taken);
                }));

    assertThat(failed).hasMessage("third step");
    assertThat(thrown).hasMessage("step 4");
  }

  @Test
  void each_of_many_items_is_worked_on_in_order_and_none_after_a_failure() {
    List<Integer> items = IntStream.range(0, MANY).boxed().toList();
    List<Integer> done = new ArrayList<>();

    await(
        AsyncLoop.each(
            items,
            item -> {
              done.add(item);
              return Future.succeededFuture();
            }));
    Throwable failed =
        failure(
            AsyncLoop.each(
                items,
                item -> item < 5 ? Future.succeededFuture() : Future.failedFuture("item " + item)));

    assertThat(done).isEqualTo(items);
    assertThat(failed).hasMessage("item 5");
  }
}
