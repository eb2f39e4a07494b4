package io.longshore.service.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

class RefusalTest {

  @Test
  void a_check_that_is_false_fails_the_future_with_the_refusal() {
    IllegalStateException refusal = new IllegalStateException("refused");

    assertThat(Future.succeededFuture(true).map(Refusal.unless(() -> refusal)).succeeded())
        .isTrue();
    assertThat(Future.succeededFuture(false).map(Refusal.unless(() -> refusal)).cause())
        .isSameAs(refusal);
  }
}
