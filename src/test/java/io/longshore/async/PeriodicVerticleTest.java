package io.longshore.async;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PeriodicVerticleTest {

  private static final Vertx vertx = Vertx.vertx();

  @AfterAll
  static void close() {
    await(vertx.close());
  }

  /** Counts its runs, from 1 on; ends when there were five. */
  private static final class Counted extends PeriodicVerticle {
    private final IntFunction<Future<?>> task;
    private final Promise<Void> five = Promise.promise();
    private final List<String> failures = new ArrayList<>();
    private int runs;

    Counted(IntFunction<Future<?>> task) {
      super(Duration.ZERO, Duration.ofMillis(1));
      this.task = task;
    }

    Counted(Random random, IntFunction<Future<?>> task) {
      super(Duration.ofMillis(2), random);
      this.task = task;
    }

    @Override
    protected Future<?> runOnce() {
      if (++runs == 5) {
        five.complete();
      }
      return task.apply(runs);
    }

    @Override
    protected void failed(Throwable failure) {
      failures.add(failure.getMessage());
    }
  }

  @Test
  void a_task_runs_again_and_again() {
    Counted verticle = new Counted(run -> Future.succeededFuture());
    deployUntilFive(verticle);

    assertThat(verticle.failures).isEmpty();
  }

  @Test
  void a_task_runs_again_after_random_pauses() {
    deployUntilFive(new Counted(new Random(3), run -> Future.succeededFuture()));
  }

  @Test
  void a_run_that_fails_or_throws_or_returns_nothing_is_reported_and_not_the_last() {
    Counted verticle =
        new Counted(
            run ->
                switch (run) {
                  case 1 -> Future.failedFuture("failed");
                  case 2 -> throw new IllegalStateException("thrown");
                  case 3 -> null;
                  default -> Future.succeededFuture();
                });
    deployUntilFive(verticle);

    assertThat(verticle.failures).hasSize(3).startsWith("failed", "thrown");
  }

  @Test
  void no_run_begins_before_the_last_one_ended() {
    List<Integer> underWay = new ArrayList<>();
    Counted verticle =
        new Counted(
            run -> {
              assertThat(underWay).isEmpty();
              underWay.add(run);
              return vertx.timer(5).onComplete(ended -> underWay.clear());
            });
    deployUntilFive(verticle);

    assertThat(verticle.failures).isEmpty();
  }

  @Test
  void no_run_begins_after_the_verticle_is_undeployed_while_one_is_under_way() {
    Promise<Void> begun = Promise.promise();
    Promise<Void> end = Promise.promise();
    Counted verticle =
        new Counted(
            run -> {
              begun.complete();
              return end.future();
            });
    String id = await(vertx.deployVerticle(verticle));
    await(begun.future());
    await(vertx.undeploy(id));

    end.complete();
    deployUntilFive(new Counted(run -> Future.succeededFuture())); // longer than the pause

    assertThat(verticle.runs).isEqualTo(1);
  }

  private static void deployUntilFive(Counted verticle) {
    String id = await(vertx.deployVerticle(verticle));
    await(verticle.five.future());
    await(vertx.undeploy(id));
  }
}
