package io.longshore.api;

import io.vertx.core.Future;

/** A response that the service gives later, at the latest at the end of a time of its own. */
public non-sealed interface DelayedResponse extends Continuation {

  /** The response; completes on any thread. {@link #close} completes it at once. */
  Future<ServiceResponse> response();
}
