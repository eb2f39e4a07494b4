package io.longshore.async;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
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
  void handlers_run_on_the_context_when_the_result_comes_later() throws Exception {
    Context context = contextOfVerticle();
    Promise<String> result = Promise.promise();

    Future<Context> ran =
        ContextFuture.on(context, result.future()).map(a -> Vertx.currentContext());
    result.complete("a");

    Context seen = await(ran);
    assertThat(seen).isSameAs(context);
  }

  @Test
  void handlers_that_are_added_after_the_result_run_on_the_context() throws Exception {
    Context context = contextOfVerticle();
    Future<String> here = ContextFuture.on(context, Future.succeededFuture("a"));
    await(here);

    Context seen = await(here.map(a -> Vertx.currentContext()));
    assertThat(seen).isSameAs(context);
  }

  @Test
  void a_result_that_is_there_is_handled_in_a_later_turn_of_the_event_loop() throws Exception {
    Context context = contextOfVerticle();
    Promise<Boolean> handledAtOnce = Promise.promise();

    context.runOnContext(
        now -> {
          Future<String> here = ContextFuture.on(context, Future.succeededFuture("a"));
          handledAtOnce.complete(here.isComplete());
        });

    boolean atOnce = await(handledAtOnce.future());
    assertThat(atOnce).isFalse();
  }

  @Test
  void a_failure_stays_the_same_failure() {
    Future<String> failed =
        ContextFuture.on(VERTX.getOrCreateContext(), Future.failedFuture("the cause"));

    assertThatThrownBy(() -> failed.toCompletionStage().toCompletableFuture().get(10, SECONDS))
        .hasMessageContaining("the cause");
  }

  private static Context contextOfVerticle() throws Exception {
    AtomicReference<Context> ofVerticle = new AtomicReference<>();
    await(
        VERTX.deployVerticle(
            new VerticleBase() {
              @Override
              public Future<?> start() throws Exception {
                ofVerticle.set(context);
                return super.start();
              }
            }));
    return ofVerticle.get();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }
}
