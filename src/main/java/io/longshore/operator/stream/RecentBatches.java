package io.longshore.operator.stream;

import io.longshore.engine.feed.FeedBatch;
import io.longshore.engine.feed.FeedEvent;
import io.longshore.engine.feed.FeedPosition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * The last batches of events that the feed has read, bounded by their events, under ascending
 * numbers. A watch remembers the number that it reads next. For one context.
 */
final class RecentBatches {

  private final int maxEvents;
  private final Deque<FeedBatch> batches = new ArrayDeque<>();
  private int events;
  private long next;

  RecentBatches(int maxEvents) {
    this.maxEvents = maxEvents;
  }

  /** The number of the next batch. */
  long next() {
    return next;
  }

  void add(FeedBatch batch) {
    batches.add(batch);
    events += batch.events().size();
    next++;
    while (events > maxEvents) {
      events -= batches.remove().events().size();
    }
  }

  /** Forgets all batches, and skips one that nobody has. */
  void skip() {
    batches.clear();
    events = 0;
    next++;
  }

  /** Whether all batches from this number on are still here. */
  boolean reachBackTo(long number) {
    return number >= next - batches.size();
  }

  /** Whether the jobs of all batches from this number on were searched for these texts. */
  boolean knowFrom(long number, Set<String> texts) {
    long each = next - batches.size();
    for (FeedBatch batch : batches) {
      if (each++ >= number && !batch.texts().containsAll(texts)) {
        return false;
      }
    }
    return true;
  }

  /** The events from a batch on that lie after a position. */
  List<FeedEvent> from(long number, FeedPosition after) {
    List<FeedEvent> found = new ArrayList<>();
    long each = next - batches.size();
    for (FeedBatch batch : batches) {
      if (each++ >= number) {
        batch.events().stream().filter(e -> !after.includes(e.xid())).forEach(found::add);
      }
    }
    return found;
  }
}
