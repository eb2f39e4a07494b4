package io.longshore.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * {@code longshore_event_loop_delay_seconds}: how late timers fire on the event loop of this
 * instance. Deploy one instance for each event loop.
 */
public final class EventLoopLagMetrics extends VerticleBase {

  private static final long EVERY_MILLIS = 200;

  private final Timer delay;

  public EventLoopLagMetrics(MeterRegistry registry) {
    this.delay =
        Timer.builder("longshore.event.loop.delay")
            .description("How late timers come on the event loops")
            .serviceLevelObjectives(
                Duration.ofMillis(5),
                Duration.ofMillis(20),
                Duration.ofMillis(100),
                Duration.ofMillis(500),
                Duration.ofSeconds(2))
            .register(registry);
  }

  @Override
  public Future<?> start() {
    look();
    return Future.succeededFuture();
  }

  private void look() {
    long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS);
    vertx.setTimer(
        EVERY_MILLIS,
        timer -> {
          delay.record(Math.max(0, System.nanoTime() - due), TimeUnit.NANOSECONDS);
          look();
        });
  }
}
