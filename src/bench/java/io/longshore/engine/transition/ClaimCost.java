package io.longshore.engine.transition;

import static io.longshore.fixture.Waiting.await;

import io.longshore.engine.failure.Disposition;
import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.worker.WorkerContext;
import io.longshore.engine.worker.WorkerDependencies;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Measures claims for a benchmark; each is released before the next. */
public final class ClaimCost {

  private ClaimCost() {}

  /** The durations in milliseconds of claims of four tasks, without the first tenth. */
  public static List<Double> millis(Vertx vertx, WorkerDependencies dependencies, int claims) {
    WorkerContext context = WorkerContext.create(vertx, dependencies);
    List<Double> all = new ArrayList<>();
    for (int nth = 0; nth < claims + claims / 10; nth++) {
      long began = System.nanoTime();
      List<ClaimedTask> taken = await(context.stores().claims().claim(4));
      double millis = (System.nanoTime() - began) / 1e6;
      if (nth >= claims / 10) {
        all.add(millis);
      }
      for (ClaimedTask claim : taken) {
        await(
            context
                .stores()
                .failures()
                .end(claim.task(), Disposition.RELEASE, null, Duration.ZERO));
      }
    }
    return all;
  }
}
