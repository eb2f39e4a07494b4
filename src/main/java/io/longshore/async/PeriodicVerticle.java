package io.longshore.async;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Runs a task periodically while it is deployed, never twice at once. The pause begins when a run
 * has ended, whether it succeeded or failed.
 */
public abstract class PeriodicVerticle extends VerticleBase {

  /** The local map from the names of tasks that run on request to their addresses. */
  public static final String ON_REQUEST = "longshore.onRequest";

  private final long first;
  private final LongSupplier pause;
  private long timer = -1;
  private boolean stopped;

  /**
   * @param first the time before the first run
   * @param every the pause between two runs
   */
  protected PeriodicVerticle(Duration first, Duration every) {
    this.first = first.toMillis();
    this.pause = every::toMillis;
  }

  /** With pauses from half of {@code every} to all of it, so that processes run at other times. */
  protected PeriodicVerticle(Duration every, RandomGenerator random) {
    long half = every.toMillis() / 2;
    this.pause = () -> half + random.nextLong(half + 1);
    this.first = pause.getAsLong();
  }

  /** Runs the task once. A run that throws has failed. */
  protected abstract Future<?> runOnce();

  /** Reports a run that failed. The task runs again after the pause. */
  protected abstract void failed(Throwable failure);

  @Override
  public Future<?> start() {
    runAfter(first);
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }

  /**
   * Also runs the task when a message is sent to {@link #ON_REQUEST} and the name; the reply comes
   * when it has ended. For tasks that may run twice at once.
   */
  protected final Future<Void> runOnRequest(String name) {
    String address = ON_REQUEST + "." + name;
    vertx.sharedData().<String, String>getLocalMap(ON_REQUEST).put(name, address);
    return vertx
        .eventBus()
        .localConsumer(
            address,
            message ->
                SafeCall.<Object>call(() -> runOnce().map(done -> null))
                    .onSuccess(done -> message.reply(name))
                    .onFailure(failure -> message.fail(1, name)))
        .completion();
  }

  private void runAfter(long millis) {
    timer = vertx.setTimer(Math.max(1, millis), now -> run());
  }

  private void run() {
    SafeCall.<Object>call(() -> runOnce().map(done -> null))
        .onFailure(this::failed)
        .onComplete(
            ended -> {
              if (!stopped) {
                runAfter(pause.getAsLong());
              }
            });
  }
}
