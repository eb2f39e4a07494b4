package io.longshore.events.target;

import io.vertx.core.Future;

/**
 * Sends events to one configured receiver. It does not try again: the delivery does, with the same
 * event, until it is delivered or too old. Several tries may run at once. Called on one event loop.
 */
public interface EventTarget {

  /**
   * Tries once. A failed future counts as {@link SendResult#failed}, with the failure's message as
   * the reason.
   */
  Future<SendResult> send(OutgoingEvent event);

  /** Releases connections; no try begins afterwards. */
  default Future<Void> close() {
    return Future.succeededFuture();
  }
}
