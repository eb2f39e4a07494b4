package io.longshore.async;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.fixture.Waiting.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

class SafeCallTest {

  @Test
  void a_call_that_returns_a_future_is_not_changed() {
    Future<String> result = Future.succeededFuture("result");

    assertThat(SafeCall.call(() -> result)).isSameAs(result);
    assertThat(await(SafeCall.call(() -> result))).isEqualTo("result");
  }

  @Test
  void a_call_that_throws_has_failed() {
    assertThat(failure(SafeCall.call(SafeCallTest::thrown))).hasMessage("thrown");
    assertThat(failure(SafeCall.call(SafeCallTest::error))).isInstanceOf(StackOverflowError.class);
  }

  @Test
  void a_call_that_returns_no_future_has_failed() {
    assertThat(failure(SafeCall.call(() -> null))).hasMessage("The call returned no future");
  }

  private static Future<String> thrown() {
    throw new IllegalStateException("thrown");
  }

  private static Future<String> error() {
    throw new StackOverflowError();
  }
}
