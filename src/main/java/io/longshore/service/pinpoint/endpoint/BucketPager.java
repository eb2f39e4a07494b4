package io.longshore.service.pinpoint.endpoint;

import io.longshore.async.AsyncLoop;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Processes the rows of some hash buckets in pages, ordered by id. */
final class BucketPager<R> {

  private final int pageSize;
  private final Function<R, String> id;
  private final Deque<Integer> buckets;
  private final Outputs outputs;
  private String after = "";
  private long count;

  /**
   * @param pageSize a shorter page is the last one of its hash bucket
   */
  BucketPager(int pageSize, Function<R, String> id, List<Integer> buckets, Outputs outputs) {
    this.pageSize = pageSize;
    this.id = id;
    this.buckets = new ArrayDeque<>(buckets);
    this.outputs = outputs;
  }

  /**
   * Processes all pages.
   *
   * @param read reads the page of a hash bucket behind an id
   * @param work processes a page before the next one is read
   */
  Future<Outcome> all(
      BiFunction<Integer, String, Future<List<R>>> read,
      BiFunction<Integer, List<R>, Future<Void>> work) {
    return AsyncLoop.whileTrue(
            () ->
                buckets.isEmpty()
                    ? Future.succeededFuture(false)
                    : read.apply(buckets.element(), after)
                        .compose(
                            page -> work.apply(buckets.element(), page).onSuccess(on -> goOn(page)))
                        .map(true))
        .map(all -> new Outcome.Done(count));
  }

  private void goOn(List<R> page) {
    count += page.size();
    outputs.report(count);
    boolean more = page.size() == pageSize;
    after = more ? id.apply(page.get(page.size() - 1)) : "";
    if (!more) {
      buckets.remove();
    }
  }
}
