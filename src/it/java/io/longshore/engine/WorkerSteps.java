package io.longshore.engine;

import static io.longshore.fixture.Waiting.await;

import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import java.util.function.Supplier;

/** Single steps of a worker, as its timers take them. */
final class WorkerSteps {

  private WorkerSteps() {}

  /** Takes a step; one that fails because the database is unreachable did nothing. */
  static int step(Supplier<Future<Integer>> step) {
    return await(
        step.get()
            .recover(
                failure ->
                    TransientErrors.isOutage(failure)
                        ? Future.succeededFuture(0)
                        : Future.failedFuture(failure)));
  }
}
