package io.longshore.async;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The same for each of many items, a bounded number of them under way at once. */
public final class BoundedParallel<T, R> {

  /** Calls of S3 that one task has under way. */
  public static final int CALLS = 8;

  private final Iterator<Integer> left;
  private final List<T> items;
  private final Function<T, Future<R>> work;
  private final List<R> results;
  private Throwable failure;

  private BoundedParallel(List<T> items, Function<T, Future<R>> work) {
    this.items = items;
    this.work = work;
    this.left = IntStream.range(0, items.size()).iterator();
    this.results = new ArrayList<>(Collections.nCopies(items.size(), null));
  }

  /**
   * Brings the results in the order of the items. After a failure no item is begun, and the first
   * failure is told when all that were under way have ended; work that throws has failed. On one
   * context only.
   */
  public static <T, R> Future<List<R>> each(List<T> items, Function<T, Future<R>> work) {
    BoundedParallel<T, R> all = new BoundedParallel<>(items, work);
    List<Future<Void>> lanes =
        Stream.generate(() -> AsyncLoop.whileMore(all::next))
            .limit(Math.min(CALLS, items.size()))
            .toList();
    return Future.join(lanes)
        .transform(
            ended ->
                all.failure == null
                    ? Future.succeededFuture(all.results)
                    : Future.failedFuture(all.failure));
  }

  private Future<Boolean> next() {
    if (failure != null || !left.hasNext()) {
      return Future.succeededFuture(false);
    }
    int index = left.next();
    return SafeCall.call(() -> work.apply(items.get(index)))
        .onSuccess(result -> results.set(index, result))
        .onFailure(failed -> failure = failure == null ? failed : failure)
        .transform(ended -> Future.succeededFuture(true));
  }
}
