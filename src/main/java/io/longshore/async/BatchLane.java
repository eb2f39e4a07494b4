package io.longshore.async;

import io.longshore.async.Batcher.Entry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.ToIntFunction;

/** The items of one group of a {@link Batcher} that wait. Not thread-safe. */
final class BatchLane<T, R> {

  /** What becomes of an item that arrives. */
  enum Admission {
    /** No batch is in progress. */
    STARTS,
    WAITS,
    REFUSED
  }

  private final BatchLimits limits;
  private final Deque<Entry<T, R>> waiting = new ArrayDeque<>();
  private boolean inProgress;

  BatchLane(BatchLimits limits) {
    this.limits = limits;
  }

  Admission add(Entry<T, R> entry) {
    if (waiting.size() >= limits.waiting()) {
      return Admission.REFUSED;
    }
    waiting.add(entry);
    Admission admission = inProgress ? Admission.WAITS : Admission.STARTS;
    inProgress = true;
    return admission;
  }

  /** Takes the next batch, and those that have waited too long. */
  void take(
      long nowNanos, ToIntFunction<T> weight, List<Entry<T, R>> batch, List<Entry<T, R>> expired) {
    long sum = 0;
    while (!waiting.isEmpty() && batch.size() < limits.items()) {
      Entry<T, R> next = waiting.element();
      if (nowNanos - next.arrivedNanos > limits.patience().toNanos()) {
        expired.add(waiting.remove());
        continue;
      }
      sum += weight.applyAsInt(next.item);
      if (sum > limits.weight() && !batch.isEmpty()) {
        return;
      }
      batch.add(waiting.remove());
    }
  }

  /** Puts items before all others that wait, in their order. */
  void putBack(List<Entry<T, R>> entries) {
    for (int i = entries.size() - 1; i >= 0; i--) {
      waiting.addFirst(entries.get(i));
    }
  }
}
