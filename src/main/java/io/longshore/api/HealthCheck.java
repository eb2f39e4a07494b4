package io.longshore.api;

import io.vertx.core.Future;

/** A check whose success is required to serve calls. */
public interface HealthCheck {

  /** A short name such as {@code database}. */
  String name();

  /** Runs the check; fails with a message that says what to do. */
  Future<Void> check();
}
