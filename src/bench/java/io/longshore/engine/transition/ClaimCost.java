package io.longshore.engine.transition;

import static io.longshore.fixture.Waiting.await;

import io.longshore.engine.failure.Disposition;
import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.worker.WorkerContext;
import io.longshore.engine.worker.WorkerDependencies;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** Measures claims for a benchmark; each is released before the next. */
public final class ClaimCost {

  private ClaimCost() {}

  /**
   * The durations of claims of four tasks in milliseconds.
   *
   * @param everywhere of those that search all queues
   * @param known of those in known queues
   */
  public record Millis(List<Double> everywhere, List<Double> known) {}

  /** The durations in milliseconds of claims of four tasks, without the first tenth. */
  public static List<Double> millis(Vertx vertx, WorkerDependencies dependencies, int claims) {
    WorkerContext context = WorkerContext.create(vertx, dependencies);
    ClaimStore store = context.stores().claims();
    return millis(context, claims, () -> store.claim(4));
  }

  /** The durations of claims of both kinds, first of those that search all queues. */
  public static Millis ofBoth(Vertx vertx, WorkerDependencies dependencies, int claims) {
    WorkerContext context = WorkerContext.create(vertx, dependencies);
    ClaimStore store = context.stores().claims();
    List<Double> everywhere = millis(context, claims, () -> store.claim(4));
    return new Millis(
        everywhere, millis(context, claims, () -> store.claimInKnownQueues(4, UUID.randomUUID())));
  }

  private static List<Double> millis(
      WorkerContext context, int claims, Supplier<Future<List<ClaimedTask>>> claim) {
    List<Double> all = new ArrayList<>();
    for (int nth = 0; nth < claims + claims / 10; nth++) {
      long began = System.nanoTime();
      List<ClaimedTask> taken = await(claim.get());
      double millis = (System.nanoTime() - began) / 1e6;
      if (taken.size() != 4) {
        throw new IllegalStateException(taken.size() + " tasks were claimed");
      }
      if (nth >= claims / 10) {
        all.add(millis);
      }
      taken.forEach(one -> release(context, one));
    }
    return all;
  }

  private static void release(WorkerContext context, ClaimedTask claim) {
    await(context.stores().failures().end(claim.task(), Disposition.RELEASE, null, Duration.ZERO));
  }
}
