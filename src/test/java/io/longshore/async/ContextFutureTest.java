package io.longshore.async;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ContextFutureTest {

  private static final Vertx VERTX = Vertx.vertx();

  @AfterAll
  static void close() {
    VERTX.close();
  }

  @Test
  void handlers_of_a_result_run_on_the_context() throws Exception {
    AtomicReference<Context> ofVerticle = new AtomicReference<>();
    VERTX
        .deployVerticle(
            new VerticleBase() {
              @Override
              public Future<?> start() throws Exception {
                ofVerticle.set(context);
                return super.start();
              }
            })
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, SECONDS);
    Context context = ofVerticle.get();

    Future<Context> ran =
        ContextFuture.on(context, Future.succeededFuture("a")).map(a -> Vertx.currentContext());

    assertThat(ran.toCompletionStage().toCompletableFuture().get(10, SECONDS)).isSameAs(context);
  }

  @Test
  void a_failure_stays_the_same_failure() {
    Future<String> failed =
        ContextFuture.on(VERTX.getOrCreateContext(), Future.failedFuture("the cause"));

    assertThatThrownBy(() -> failed.toCompletionStage().toCompletableFuture().get(10, SECONDS))
        .hasMessageContaining("the cause");
  }
}
