package io.longshore.engine.lease;

import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The queues, by account and type, in which a worker has claimed tasks, and when the last of these
 * was due. A queue contains tasks in the order in which they are due. For one context.
 */
public final class KnownQueues {

  /** Queues in which nothing was claimed for the longest time are forgotten. */
  private static final int MOST = 100;

  private final Map<Queue, OffsetDateTime> queues = new LinkedHashMap<>();

  private record Queue(String account, String type) {}

  public boolean isEmpty() {
    return queues.isEmpty();
  }

  /** Adds the queue of a claimed task. */
  public void claimed(String account, String type, OffsetDateTime due) {
    Queue queue = new Queue(account, type);
    OffsetDateTime before = queues.remove(queue);
    queues.put(queue, before == null || before.isBefore(due) ? due : before);
    if (queues.size() > MOST) {
      queues.remove(queues.keySet().iterator().next());
    }
  }

  public String[] accounts() {
    return each(Queue::account);
  }

  /** In the order of {@link #accounts}. */
  public String[] types() {
    return each(Queue::type);
  }

  /** In the order of {@link #accounts}. */
  public OffsetDateTime[] lastDue() {
    return queues.values().toArray(OffsetDateTime[]::new);
  }

  private String[] each(Function<Queue, String> part) {
    return queues.keySet().stream().map(part).toArray(String[]::new);
  }
}
