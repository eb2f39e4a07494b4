package io.longshore.async;

import io.vertx.core.Future;
import java.util.List;

/**
 * What a {@link Batcher} does with its batches.
 *
 * @param <G> what the items of a batch have in common
 * @param <T> an item
 * @param <R> the result of an item
 */
public interface BatchWork<G, T, R> {

  /**
   * Runs a batch. The next batch of the group starts when the returned future completes. If it
   * fails, no item has had an effect.
   *
   * @param items in the order of their arrival, at least one
   * @return an outcome for each item, in the order of the items; an item must not be postponed
   *     without end
   */
  Future<List<BatchOutcome<R>>> together(G group, List<T> items);

  /** Runs an item by itself; by default as a batch of one, in which it is done or fails. */
  default Future<R> alone(G group, T item) {
    return together(group, List.of(item)).compose(outcomes -> outcomes.get(0).future());
  }

  /** Whether a failure of a batch is that of each of its items, which then are not run alone. */
  boolean isOfAll(Throwable failure);

  /** Items with equal keys are run alone one after the other; by default equal items. */
  default Object key(T item) {
    return item;
  }

  /** The size of an item, in the unit of {@link BatchLimits#weight}. */
  int weight(T item);
}
