package io.longshore.engine.worker;

import io.longshore.async.AsyncLoop;
import io.longshore.config.DrainConfig;
import io.longshore.config.WorkerConfig;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the worker of a replica. It claims due tasks when it is notified, when a slot becomes free,
 * and at every poll interval. Notifications may be lost; polling finds every due task.
 */
public final class JobWorkerVerticle extends VerticleBase {

  private static final Logger log = LoggerFactory.getLogger(JobWorkerVerticle.class);
  private static final String WAKE = "engine.wake";
  private static final long COALESCE_MILLIS = 10;

  private final WorkerDependencies dependencies;
  private final DrainConfig drain;
  private final WorkerConfig config;
  private Worker worker;
  private MessageConsumer<Object> wakes;
  private long pollTimer = -1;
  private long reapTimer = -1;
  private long coalesceTimer = -1;
  private long searchTimer = -1;
  private boolean searching;
  private boolean coalescing;
  private boolean filling;
  private boolean again;
  private boolean stopping;

  public JobWorkerVerticle(WorkerDependencies dependencies, DrainConfig drain) {
    this.dependencies = dependencies;
    this.drain = drain;
    this.config = dependencies.config();
  }

  /** Notifies the workers of this process that a task is due. */
  public static Runnable waker(EventBus bus) {
    DeliveryOptions local = new DeliveryOptions().setLocalOnly(true);
    return () -> bus.publish(WAKE, null, local);
  }

  @Override
  public Future<?> start() {
    worker = new Worker(vertx, dependencies);
    wakes = vertx.eventBus().localConsumer(WAKE, message -> fill());
    schedulePoll();
    scheduleReap();
    report();
    fill();
    return wakes.completion();
  }

  @Override
  public Future<?> stop() {
    stopping = true;
    vertx.cancelTimer(pollTimer);
    vertx.cancelTimer(reapTimer);
    vertx.cancelTimer(coalesceTimer);
    vertx.cancelTimer(searchTimer);
    return wakes
        .unregister()
        .eventually(() -> worker.stop(drain))
        .eventually(() -> worker.leave().otherwiseEmpty());
  }

  private void fill() {
    again = true;
    if (!stopping && !filling) {
      filling = true;
      AsyncLoop.whileTrue(this::fillOnce);
    }
  }

  /** Returns whether another claim was requested meanwhile. */
  private Future<Boolean> fillOnce() {
    again = false;
    return worker
        .fill(this::onSlotFree)
        .onFailure(
            failure ->
                TransientErrors.log(
                    log, failure, "Claiming tasks failed; the next poll repeats it"))
        .transform(
            filled -> {
              filling = again && !stopping;
              searchLater();
              return Future.succeededFuture(filling);
            });
  }

  private void searchLater() {
    if (worker.isBehind() && !searching && !stopping) {
      searching = true;
      searchTimer =
          vertx.setTimer(
              worker.untilSearch().toMillis() + 1,
              timer -> {
                searching = false;
                fill();
              });
    }
  }

  /**
   * Claims tasks for slots that became free. A claim for several slots costs no more than a claim
   * for one, so claims are delayed a little until a quarter of the slots is free.
   */
  private void onSlotFree() {
    if (4 * worker.freeSlots() >= config.slots()) {
      fill();
    } else if (!coalescing && !stopping) {
      coalescing = true;
      coalesceTimer =
          vertx.setTimer(
              COALESCE_MILLIS,
              timer -> {
                coalescing = false;
                fill();
              });
    }
  }

  private void fillIf(boolean due) {
    if (due) {
      fill();
    }
  }

  private void schedulePoll() {
    pollTimer =
        vertx.setTimer(
            jittered(config.poll()),
            timer -> {
              fill();
              schedulePoll();
            });
  }

  /** The report of a worker that is stopping must not follow the one that it has stopped. */
  private Future<Void> report() {
    return stopping
        ? Future.succeededFuture()
        : worker
            .report()
            .onFailure(failure -> TransientErrors.log(log, failure, "The worker could not report"))
            .otherwiseEmpty();
  }

  private void scheduleReap() {
    reapTimer =
        vertx.setTimer(
            jittered(config.sweep()),
            timer ->
                worker
                    .reap()
                    .onSuccess(reaped -> fillIf(reaped > 0))
                    .onFailure(
                        failure ->
                            TransientErrors.log(log, failure, "Reaping expired leases failed"))
                    .transform(reaped -> report())
                    .onComplete(
                        done -> {
                          if (!stopping) {
                            scheduleReap();
                          }
                        }));
  }

  /** A random time between half of the interval and all of it, so that replicas spread out. */
  private long jittered(Duration interval) {
    long millis = interval.toMillis();
    return Math.max(1, millis / 2 + dependencies.random().nextLong(millis / 2 + 1));
  }
}
