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
 * Works on jobs, in every replica. Looks for due tasks when it is woken, when a slot becomes free,
 * and when nobody woke it for the poll interval: waking is a courtesy, polling is the mechanism.
 */
public final class JobWorkerVerticle extends VerticleBase {

  private static final Logger log = LoggerFactory.getLogger(JobWorkerVerticle.class);
  private static final String WAKE = "engine.wake";
  private static final long GATHER_MILLIS = 10;

  private final WorkerDependencies equipment;
  private final DrainConfig drain;
  private final WorkerConfig config;
  private Worker worker;
  private MessageConsumer<Object> wakes;
  private long pollTimer = -1;
  private long sweepTimer = -1;
  private long gatherTimer = -1;
  private boolean gathering;
  private boolean looking;
  private boolean again;
  private boolean stopping;

  public JobWorkerVerticle(WorkerDependencies equipment, DrainConfig drain) {
    this.equipment = equipment;
    this.drain = drain;
    this.config = equipment.config();
  }

  /** Wakes the workers of this process; for {@code JobStore}. */
  public static Runnable waker(EventBus bus) {
    DeliveryOptions local = new DeliveryOptions().setLocalOnly(true);
    return () -> bus.publish(WAKE, null, local);
  }

  @Override
  public Future<?> start() {
    worker = new Worker(vertx, equipment);
    wakes = vertx.eventBus().localConsumer(WAKE, message -> look());
    poll();
    sweepLater();
    look();
    return wakes.completion();
  }

  @Override
  public Future<?> stop() {
    stopping = true;
    vertx.cancelTimer(pollTimer);
    vertx.cancelTimer(sweepTimer);
    vertx.cancelTimer(gatherTimer);
    return wakes.unregister().eventually(() -> worker.stop(drain));
  }

  private void look() {
    again = true;
    if (!stopping && !looking) {
      looking = true;
      AsyncLoop.whileTrue(this::fill);
    }
  }

  /** Claims tasks; true if {@link #look} was called in the meantime. */
  private Future<Boolean> fill() {
    again = false;
    return worker
        .fill(this::freed)
        .onFailure(
            failure ->
                TransientErrors.log(log, failure, "Claiming failed; the next poll tries again"))
        .transform(
            filled -> {
              looking = again && !stopping;
              return Future.succeededFuture(looking);
            });
  }

  /**
   * A slot became free. When many do one after the other, a claim for several costs no more than
   * one for each; what is free for long enough to matter is a quarter of them.
   */
  private void freed() {
    if (4 * worker.free() >= config.slots()) {
      look();
    } else if (!gathering && !stopping) {
      gathering = true;
      gatherTimer =
          vertx.setTimer(
              GATHER_MILLIS,
              timer -> {
                gathering = false;
                look();
              });
    }
  }

  private void lookIf(boolean due) {
    if (due) {
      look();
    }
  }

  private void poll() {
    pollTimer =
        vertx.setTimer(
            jittered(config.poll()),
            timer -> {
              look();
              poll();
            });
  }

  private void sweepLater() {
    sweepTimer =
        vertx.setTimer(
            jittered(config.sweep()),
            timer ->
                worker
                    .sweep()
                    .onSuccess(taken -> lookIf(taken > 0))
                    .onFailure(failure -> TransientErrors.log(log, failure, "Sweeping failed"))
                    .onComplete(
                        swept -> {
                          if (!stopping) {
                            sweepLater();
                          }
                        }));
  }

  /** Between half of it and all of it, so that replicas do not come together. */
  private long jittered(Duration interval) {
    long millis = interval.toMillis();
    return Math.max(1, millis / 2 + equipment.random().nextLong(millis / 2 + 1));
  }
}
