package io.longshore.edge;

import java.util.concurrent.atomic.AtomicInteger;

/** Lets a bounded number of calls in at once, over all event loops. */
final class Turnstile {

  private final int limit;
  private final AtomicInteger inside = new AtomicInteger();

  Turnstile(int limit) {
    this.limit = limit;
  }

  /** False when it is full; else {@link #leave} must follow. */
  boolean enter() {
    if (inside.incrementAndGet() <= limit) {
      return true;
    }
    inside.decrementAndGet();
    return false;
  }

  void leave() {
    inside.decrementAndGet();
  }

  int inside() {
    return inside.get();
  }
}
