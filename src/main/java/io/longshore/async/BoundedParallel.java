package io.longshore.async;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs the same asynchronous work for many items, a bounded number of them at once. Items start in
 * their order. Work that throws or returns no future has failed. The returned future completes when
 * all work that was started has ended.
 *
 * <p>Not thread-safe: all work must complete on the context of the caller.
 */
public final class BoundedParallel<T> {

  /** S3 calls that one task has in progress at most. */
  public static final int MAP_CONCURRENCY = 8;

  /** A quarter of the connections to S3, because a worker runs four tasks at once. */
  public static final int FOR_EACH_CONCURRENCY = 16;

  /** After so many failures the cause is not single objects but S3 as a whole. */
  static final int MAX_FAILURES = 32;

  private final Iterator<T> remaining;
  private final Function<? super T, ? extends Future<?>> work;
  private final Predicate<Throwable> continueAfter;
  private final List<Failure<T>> failures = new ArrayList<>();
  private boolean stopped;

  private BoundedParallel(
      Iterator<T> items,
      Function<? super T, ? extends Future<?>> work,
      Predicate<Throwable> continueAfter) {
    this.remaining = items;
    this.work = work;
    this.continueAfter = continueAfter;
  }

  /** An item whose work failed. */
  public record Failure<T>(T item, Throwable cause) {}

  /**
   * How the work ended.
   *
   * @param failures in the order in which they happened
   * @param allStarted whether the work of every item was started
   */
  public record Result<T>(List<Failure<T>> failures, boolean allStarted) {

    public Optional<Throwable> firstCause() {
      return failures.stream().findFirst().map(Failure::cause);
    }
  }

  /**
   * Returns the results in the order of the items. After a failure no more work starts, and the
   * returned future fails with the first failure's cause.
   */
  public static <T, R> Future<List<R>> map(List<T> items, Function<? super T, Future<R>> work) {
    List<R> results = new ArrayList<>(Collections.nCopies(items.size(), null));
    Iterator<Integer> indices = IntStream.range(0, items.size()).iterator();
    return new BoundedParallel<>(
            indices,
            index ->
                SafeCall.call(() -> work.apply(items.get(index)))
                    .onSuccess(result -> results.set(index, result)),
            failure -> false)
        .run(Math.min(MAP_CONCURRENCY, items.size()))
        .compose(
            ended ->
                ended
                    .firstCause()
                    .map(Future::<List<R>>failedFuture)
                    .orElse(Future.succeededFuture(results)));
  }

  /**
   * Works on all items although some fail. The returned future succeeds and lists the failures.
   *
   * @param continueAfter whether more work may start after a failure with that cause; none starts
   *     after {@value #MAX_FAILURES} failures
   */
  public static <T> Future<Result<T>> forEach(
      List<T> items,
      Function<? super T, ? extends Future<?>> work,
      Predicate<Throwable> continueAfter) {
    return new BoundedParallel<T>(items.iterator(), work, continueAfter)
        .run(Math.min(FOR_EACH_CONCURRENCY, items.size()));
  }

  /**
   * Works on all items. After a failure no more work starts, and the returned future fails with the
   * first failure's cause.
   *
   * @param concurrency how many items are worked on at once
   */
  public static <T> Future<Void> each(
      Iterable<T> items, int concurrency, Function<? super T, ? extends Future<?>> work) {
    return new BoundedParallel<T>(items.iterator(), work, failure -> false)
        .run(concurrency)
        .compose(
            ended ->
                ended
                    .firstCause()
                    .map(Future::<Void>failedFuture)
                    .orElse(Future.succeededFuture()));
  }

  private Future<Result<T>> run(int concurrency) {
    List<Future<Void>> lanes =
        Stream.generate(() -> AsyncLoop.whileTrue(this::next)).limit(concurrency).toList();
    return Future.join(lanes)
        .map(ended -> new Result<>(List.copyOf(failures), !remaining.hasNext()));
  }

  private Future<Boolean> next() {
    if (stopped || !remaining.hasNext()) {
      return Future.succeededFuture(false);
    }
    T item = remaining.next();
    return SafeCall.call(() -> work.apply(item).<Void>mapEmpty())
        .onFailure(cause -> failed(item, cause))
        .transform(ended -> Future.succeededFuture(true));
  }

  private void failed(T item, Throwable cause) {
    failures.add(new Failure<>(item, cause));
    stopped = stopped || failures.size() >= MAX_FAILURES || !continueAfter.test(cause);
  }
}
