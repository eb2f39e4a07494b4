package io.longshore.engine.lease;

import static io.longshore.fixture.Waiting.await;

import io.longshore.engine.failure.Disposition;
import io.longshore.engine.worker.WorkerContext;
import io.longshore.engine.worker.WorkerDependencies;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How long claims take, for a bench: each is handed back before the next. */
public final class ClaimCost {

  private ClaimCost() {}

  /** Milliseconds of as many claims of four tasks, of which the first tenth is not counted. */
  public static List<Double> millis(Vertx vertx, WorkerDependencies equipment, int claims) {
    WorkerContext workshop = WorkerContext.furnish(vertx, equipment);
    List<Double> all = new ArrayList<>();
    for (int nth = 0; nth < claims + claims / 10; nth++) {
      long began = System.nanoTime();
      List<ClaimedTask> taken = await(workshop.leases().claim(4));
      double millis = (System.nanoTime() - began) / 1e6;
      if (nth >= claims / 10) {
        all.add(millis);
      }
      for (ClaimedTask claim : taken) {
        await(workshop.endings().end(claim.task(), Disposition.RELEASE, null, Duration.ZERO));
      }
    }
    return all;
  }
}
