package io.longshore.async;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs asynchronous steps one after another, with a stack and a heap that do not grow with their
 * number. A chain of futures in which each waits for the next keeps all of them in memory, and
 * overflows the stack when the last one completes.
 *
 * <p>A step starts on the thread that completes the one before it; the first step starts on the
 * caller's thread. A step that fails, throws or returns no future is the last one, and the loop
 * fails with its cause.
 */
public final class AsyncLoop {

  private AsyncLoop() {}

  /** Repeats the step while its result is true. */
  public static Future<Void> whileTrue(Supplier<Future<Boolean>> step) {
    Steps steps = new Steps(step);
    steps.handle(Future.succeededFuture(true));
    return steps.end.future();
  }

  /** Repeats the step while its result is empty, and returns the first result that is not. */
  public static <T> Future<T> untilPresent(Supplier<Future<Optional<T>>> step) {
    AtomicReference<T> result = new AtomicReference<>();
    return whileTrue(
            () ->
                step.get()
                    .map(
                        found -> {
                          found.ifPresent(result::set);
                          return found.isEmpty();
                        }))
        .map(done -> result.get());
  }

  /** Calls the step for each item, in the order of the items. */
  public static <T> Future<Void> forEach(
      Iterable<T> items, Function<? super T, ? extends Future<?>> step) {
    Iterator<T> remaining = items.iterator();
    return whileTrue(
        () ->
            remaining.hasNext()
                ? step.apply(remaining.next()).map(true)
                : Future.succeededFuture(false));
  }

  /** Calls the step for each run of {@code size} items, in their order; the last may be shorter. */
  public static <T> Future<Void> forEachBatch(
      List<T> items, int size, Function<? super List<T>, ? extends Future<?>> step) {
    AtomicInteger next = new AtomicInteger();
    return whileTrue(
        () -> {
          int from = next.getAndAdd(size);
          return from < items.size()
              ? step.apply(items.subList(from, Math.min(items.size(), from + size))).map(true)
              : Future.succeededFuture(false);
        });
  }

  /**
   * Combines the items into one result, in the order of the items.
   *
   * @param step makes the next result of the one before and an item
   */
  public static <T, R> Future<R> reduce(
      Iterable<T> items, R initial, BiFunction<? super R, ? super T, Future<R>> step) {
    AtomicReference<R> result = new AtomicReference<>(initial);
    return forEach(items, item -> step.apply(result.get(), item).onSuccess(result::set))
        .map(done -> result.get());
  }

  /** The callback of each step, which starts the next one. */
  private static final class Steps implements Handler<AsyncResult<Boolean>> {

    private final Supplier<Future<Boolean>> step;
    private final Promise<Void> end = Promise.promise();

    /** Steps to start, and one for a step that is being started. */
    private final AtomicInteger due = new AtomicInteger();

    Steps(Supplier<Future<Boolean>> step) {
      this.step = step;
    }

    /** Steps that complete at once follow one another in this loop, not on top of one another. */
    @Override
    public void handle(AsyncResult<Boolean> ended) {
      if (ended.failed()) {
        end.fail(ended.cause());
      } else if (!Boolean.TRUE.equals(ended.result())) {
        end.complete();
      } else if (due.getAndIncrement() == 0) {
        do {
          SafeCall.call(step).onComplete(this);
        } while (due.decrementAndGet() > 0);
      }
    }
  }
}
