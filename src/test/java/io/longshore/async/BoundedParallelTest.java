package io.longshore.async;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoundedParallelTest {

  private static final List<Integer> THREE = List.of(1, 2, 3);

  @Test
  void results_come_in_the_order_of_the_items() {
    List<Integer> many = IntStream.range(0, 50_000).boxed().toList();

    assertThat(await(BoundedParallel.each(many, Future::succeededFuture))).isEqualTo(many);
  }

  @Test
  void work_that_throws_fails_the_whole() {
    assertThat(
            failure(
                BoundedParallel.each(
                    THREE,
                    item -> {
                      throw new IllegalStateException("thrown");
                    })))
        .hasMessage("thrown");
  }

  @Test
  void one_of_many_that_throws_fails_the_whole() {
    assertThat(
            failure(
                BoundedParallel.each(
                    THREE,
                    item -> {
                      if (item == 2) {
                        throw new IllegalStateException("thrown");
                      }
                      return Future.succeededFuture(item);
                    })))
        .hasMessage("thrown");
  }

  @Test
  void work_that_brings_no_future_or_overflows_the_stack_fails_the_whole() {
    assertThat(failure(BoundedParallel.each(THREE, item -> null)))
        .isInstanceOf(NullPointerException.class);
    assertThat(failure(BoundedParallel.each(THREE, BoundedParallelTest::endless)))
        .isInstanceOf(StackOverflowError.class);
  }

  private static Future<Integer> endless(int item) {
    return endless(item + 1).map(never -> item);
  }
}
