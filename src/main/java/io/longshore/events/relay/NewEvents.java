package io.longshore.events.relay;

import io.longshore.engine.feed.FeedPosition;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one look has found after a position: of the history of jobs and of the outbox.
 *
 * @param position up to where everything is in it
 * @param complete whether nothing is left to be read at the moment
 */
record NewEvents(
    FeedPosition position, List<JobChange> changes, List<OutboxEvent> others, boolean complete) {

  /**
   * Bounds a look that has found as many rows as it may read of a source: what is of the last
   * transaction, and of later ones, is left to the next look, whose position begins with it.
   *
   * @param from the position of the look
   * @param until the snapshot of the look
   * @param limit the most rows of a source
   */
  static NewEvents of(
      FeedPosition from,
      FeedPosition until,
      List<JobChange> changes,
      List<OutboxEvent> others,
      int limit) {
    long end =
        Math.min(
            end(changes.stream().map(JobChange::xid).filter(xid -> xid >= from.xmax()), limit),
            end(others.stream().map(OutboxEvent::xid).filter(xid -> xid >= from.xmax()), limit));
    if (end >= until.xmax()) {
      return new NewEvents(until, changes, others, true);
    }
    List<Long> running = until.running().stream().filter(xid -> xid < end).toList();
    FeedPosition reached = new FeedPosition(running.isEmpty() ? end : running.get(0), end, running);
    return new NewEvents(
        reached,
        changes.stream().filter(change -> change.xid() < end).toList(),
        others.stream().filter(other -> other.xid() < end).toList(),
        false);
  }

  /** The last transaction of a source that has more rows than were read; else no bound. */
  private static long end(Stream<Long> xids, int limit) {
    List<Long> read = xids.toList();
    return read.size() < limit
        ? Long.MAX_VALUE
        : read.stream().mapToLong(Long::longValue).max().orElse(Long.MAX_VALUE);
  }

  boolean isEmpty() {
    return changes.isEmpty() && others.isEmpty();
  }
}
