package io.longshore.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class BlockingTest {

  private static final IOException CAUSE = new IOException("no route");

  @Test
  void the_result_is_returned() {
    assertThat(Blocking.await("The database", Future.succeededFuture("rows"))).isEqualTo("rows");
  }

  @Test
  void a_failure_names_what_was_waited_for() {
    assertThatThrownBy(() -> Blocking.await("The database", Future.failedFuture(CAUSE)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("The database: ")
        .hasMessageContaining("no route")
        .hasCause(CAUSE);
  }

  @Test
  void a_future_that_takes_too_long_fails() {
    assertThatThrownBy(() -> Blocking.await("The database", Promise.promise().future(), 0))
        .hasMessage("The database took more than 0 s");
  }

  @Test
  void an_interrupted_thread_stays_interrupted() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> Blocking.await("The database", Promise.promise().future()))
        .hasMessage("The database was interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void a_task_that_throws_fails_as_it_did() {
    IllegalArgumentException thrown = new IllegalArgumentException("port");

    assertThat(Blocking.join(CompletableFuture.supplyAsync(() -> 5432))).isEqualTo(5432);
    assertThatThrownBy(() -> Blocking.join(CompletableFuture.failedFuture(thrown)))
        .isSameAs(thrown);
    assertThatThrownBy(() -> Blocking.join(CompletableFuture.failedFuture(CAUSE)))
        .isInstanceOf(CompletionException.class)
        .hasCause(CAUSE);
  }
}
