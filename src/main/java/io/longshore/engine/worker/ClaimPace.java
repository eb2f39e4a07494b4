package io.longshore.engine.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Decides when a claim searches all queues, so that such claims take at most a tenth of the time.
 * They take long while a transaction keeps an old snapshot, because the indexes then contain every
 * task that was claimed since; the other claims search known queues, behind these tasks. Times are
 * those of a clock that never goes back, in nanoseconds. For one context.
 */
final class ClaimPace {

  private static final int SHARE = 10;

  /** Of so many the fastest counts: one may have waited for a connection or for the CPU. */
  private static final int REMEMBERED = 4;

  private final long mostNanos;
  private final Deque<Long> durations = new ArrayDeque<>();
  private long due;
  private boolean owed;

  /**
   * @param most the longest time without a search of all queues
   */
  ClaimPace(Duration most) {
    this.mostNanos = most.toNanos();
  }

  /** Whether a claim may search all queues. */
  boolean isDue(long now) {
    return durations.size() < REMEMBERED || now - due >= 0;
  }

  /** A claim that searched all queues was answered. */
  void searchedAll(long sent, long answered) {
    owed = false;
    durations.add(answered - sent);
    if (durations.size() > REMEMBERED) {
      durations.remove();
    }
    long fastest = durations.stream().mapToLong(Long::longValue).min().orElseThrow();
    due = answered + Math.min(SHARE * fastest, mostNanos);
  }

  /** A claim that searched known queues found fewer tasks than there are slots. */
  void foundTooFew() {
    owed = true;
  }

  /** The time after which a search of all queues, which is still to be done, may begin. */
  Duration owedAfter(long now) {
    return owed ? Duration.ofNanos(Math.max(0, due - now)) : Duration.ZERO;
  }

  /** Whether a search of all queues is still to be done. */
  boolean isOwed() {
    return owed;
  }
}
