package io.longshore.service.cleanroomsml.generation;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/** Merges sorted runs into one order, as far as their pages are in memory. Not thread-safe. */
final class RunMerge {

  private final PriorityQueue<RunCursor> next = new PriorityQueue<>();
  private List<RunCursor> waiting;

  RunMerge(List<RunCursor> cursors) {
    this.waiting = new ArrayList<>(cursors);
  }

  /** The cursors that need pages before the merge can go on. */
  List<RunCursor> waiting() {
    return waiting;
  }

  boolean isEnded() {
    return waiting.isEmpty() && next.isEmpty();
  }

  /**
   * Passes users on in their order until a cursor needs pages, or enough is produced.
   *
   * @param most stops when {@code produced} has reached it
   */
  void run(Consumer<ScoredUser> consumer, IntSupplier produced, int most) {
    List<RunCursor> fed = waiting;
    waiting = new ArrayList<>();
    fed.forEach(this::advance);
    while (waiting.isEmpty() && !next.isEmpty() && produced.getAsInt() < most) {
      RunCursor best = next.remove();
      consumer.accept(best.user());
      advance(best);
    }
  }

  private void advance(RunCursor cursor) {
    if (cursor.advance()) {
      next.add(cursor);
    } else if (!cursor.isEnded()) {
      waiting.add(cursor);
    }
  }
}
