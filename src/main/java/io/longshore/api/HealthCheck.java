package io.longshore.api;

import io.vertx.core.Future;

/** A check of what the process uses. */
public interface HealthCheck {

  /** A short name such as {@code database}. */
  String name();

  /** Whether its success is required to serve calls. */
  default boolean isRequired() {
    return true;
  }

  /** Runs the check; fails with a message that says what to do. */
  Future<Void> check();
}
