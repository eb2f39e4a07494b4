package io.longshore.async;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;

class FirstOfTest {

  private final Promise<Void> stop = Promise.promise();
  private final Promise<String> work = Promise.promise();
  private final Future<String> first = FirstOf.futures(stop.future(), work.future());

  @Test
  void work_that_ends_first_decides() {
    work.complete("result");
    stop.fail("too late");

    assertThat(await(first)).isEqualTo("result");
  }

  @Test
  void work_that_fails_first_decides() {
    work.fail("failed");
    stop.fail("too late");

    assertThat(failure(first)).hasMessage("failed");
  }

  @Test
  void a_stop_ends_the_wait_and_the_result_of_the_work_is_ignored() {
    stop.fail("lease lost");
    work.complete("too late");

    assertThat(failure(first)).hasMessage("lease lost");
  }

  @Test
  void a_stop_that_succeeds_has_no_effect() {
    stop.complete();
    assertThat(first.isComplete()).isFalse();

    work.complete("result");
    assertThat(await(first)).isEqualTo("result");
  }
}
