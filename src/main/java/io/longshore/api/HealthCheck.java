package io.longshore.api;

import io.vertx.core.Future;

/** One thing that must work before the process can serve. */
public interface HealthCheck {

  /** A short name such as {@code database}. */
  String name();

  /** Succeeds when it works; fails with a message that a person can act on when it does not. */
  Future<Void> check();
}
