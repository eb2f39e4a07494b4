package io.longshore.events.delivery;

import io.longshore.api.ErrorMessages;
import io.longshore.async.AsyncLoop;
import io.longshore.async.SafeCall;
import io.longshore.events.target.EventTarget;
import io.longshore.events.target.SendResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the deliveries of one target, a few at a time. Belongs to one event loop; so do its
 * results.
 */
final class TargetDelivery {

  private static final Logger log = LoggerFactory.getLogger(TargetDelivery.class);

  /** Tries at once, in this process. */
  private static final int SLOTS = 8;

  private static final Duration LONGEST_ASKED = Duration.ofHours(1);

  private final String name;
  private final EventTarget target;
  private final DeliveryStore store;
  private final Duration lease;
  private final EventMeter meter;
  private final RandomGenerator random;
  private final Promise<Void> idle = Promise.promise();
  private int sending;
  private Promise<Void> signal = Promise.promise();
  private boolean running;
  private boolean woken;
  private boolean stopped;

  /**
   * @param lease longer than a try takes
   */
  TargetDelivery(
      String name,
      EventTarget target,
      DeliveryStore store,
      Duration lease,
      EventMeter meter,
      RandomGenerator random) {
    this.name = name;
    this.target = target;
    this.store = store;
    this.lease = lease;
    this.meter = meter;
    this.random = random;
  }

  String name() {
    return name;
  }

  /** Claims and sends what is due, as far as there are free slots. */
  void wake() {
    woken = true;
    signal.tryComplete();
    if (!running && !stopped) {
      running = true;
      AsyncLoop.whileTrue(this::step)
          .onFailure(failure -> log.debug("No claim for {}: {}", name, ErrorMessages.line(failure)))
          .onComplete(ended -> running = false);
    }
  }

  /** Claims once, and waits for a free slot or for news. False when there is nothing to do. */
  private Future<Boolean> step() {
    woken = false;
    signal = Promise.promise();
    Future<List<ClaimedDelivery>> claim =
        stopped || sending >= SLOTS
            ? Future.succeededFuture(List.of())
            : store.claim(name, SLOTS - sending, lease);
    return claim.compose(
        claimed -> {
          claimed.forEach(this::begin);
          if (woken || (!claimed.isEmpty() && sending < SLOTS)) {
            return Future.succeededFuture(true);
          }
          return sending > 0 ? signal.future().map(true) : Future.succeededFuture(false);
        });
  }

  private void begin(ClaimedDelivery delivery) {
    sending++;
    send(delivery)
        .onFailure(failure -> log.debug("No record for {}: {}", name, ErrorMessages.line(failure)))
        .onComplete(ended -> ended());
  }

  /** What comes after a delivery in its job may be due. */
  private void ended() {
    sending--;
    woken = true;
    signal.tryComplete();
    if (stopped && sending == 0) {
      idle.tryComplete();
    }
  }

  private Future<Boolean> send(ClaimedDelivery delivery) {
    return SafeCall.call(() -> target.send(delivery.event()))
        .otherwise(failure -> SendResult.failed(ErrorMessages.line(failure)))
        .compose(result -> record(delivery, result));
  }

  private Future<Boolean> record(ClaimedDelivery delivery, SendResult result) {
    return switch (result.verdict()) {
      case DELIVERED -> {
        meter.delivered(name);
        yield store.delivered(delivery);
      }
      case FAILED -> {
        meter.failed(name);
        yield failed(delivery, result);
      }
      case GONE -> {
        meter.failed(name);
        log.warn("The target {} is disabled: {}", name, result.reason());
        yield store.gone(delivery, result.reason());
      }
    };
  }

  private Future<Boolean> failed(ClaimedDelivery delivery, SendResult result) {
    Optional<Duration> asked =
        result
            .retryAfter()
            .map(pause -> pause.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : pause);
    Duration pause = DeliveryPause.after(delivery.event().attempt(), random);
    Duration longer = asked.filter(wanted -> wanted.compareTo(pause) > 0).orElse(pause);
    return store.failed(delivery, result.reason(), longer, asked);
  }

  /** Begins no more tries. The result is there when those that run have ended. */
  Future<Void> stop() {
    stopped = true;
    if (sending == 0) {
      idle.tryComplete();
    }
    return idle.future();
  }

  Future<Void> close() {
    return target.close();
  }
}
