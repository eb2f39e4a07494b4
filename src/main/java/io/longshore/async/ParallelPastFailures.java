package io.longshore.async;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The same for each of many items, a bounded number of them under way at once, and on past the
 * failures of some: what hinders one object need not hinder its siblings. For one context.
 */
public final class ParallelPastFailures<T> {

  /** A quarter of the connections that a store has, for a worker has four slots. */
  public static final int AT_ONCE = 16;

  /** When so many have failed, it is not single objects that S3 has trouble with. */
  static final int MOST = 32;

  private final Iterator<T> left;
  private final Function<T, Future<Void>> work;
  private final Predicate<Throwable> passing;
  private final List<Failed<T>> failures = new ArrayList<>();
  private boolean stopped;

  private ParallelPastFailures(
      List<T> items, Function<T, Future<Void>> work, Predicate<Throwable> passing) {
    this.left = items.iterator();
    this.work = work;
    this.passing = passing;
  }

  /** An item, and why its work failed. */
  public record Failed<T>(T item, Throwable why) {}

  /**
   * What was begun and failed, in the order of the failures.
   *
   * @param whole whether all items were begun
   */
  public record Ended<T>(List<Failed<T>> failures, boolean whole) {

    public Optional<Throwable> first() {
      return failures.stream().findFirst().map(Failed::why);
    }
  }

  /**
   * Succeeds when all that was begun has ended.
   *
   * @param passing says of a failure whether other items may still be begun after it
   */
  public static <T> Future<Ended<T>> each(
      List<T> items, Function<T, Future<Void>> work, Predicate<Throwable> passing) {
    ParallelPastFailures<T> all = new ParallelPastFailures<>(items, work, passing);
    List<Future<Void>> lanes =
        Stream.generate(() -> AsyncLoop.whileMore(all::next))
            .limit(Math.min(AT_ONCE, items.size()))
            .toList();
    return Future.join(lanes)
        .transform(
            ended ->
                Future.succeededFuture(
                    new Ended<>(List.copyOf(all.failures), !all.left.hasNext())));
  }

  private Future<Boolean> next() {
    if (stopped || !left.hasNext()) {
      return Future.succeededFuture(false);
    }
    T item = left.next();
    return begin(item)
        .onFailure(why -> failed(item, why))
        .transform(ended -> Future.succeededFuture(true));
  }

  private Future<Void> begin(T item) {
    try {
      return work.apply(item);
    } catch (RuntimeException thrown) {
      return Future.failedFuture(thrown);
    }
  }

  private void failed(T item, Throwable why) {
    failures.add(new Failed<>(item, why));
    stopped = stopped || failures.size() >= MOST || !passing.test(why);
  }
}
