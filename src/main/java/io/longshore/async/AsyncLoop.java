package io.longshore.async;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Iterator;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Step after step, however many: a chain of futures that each wait for the next would take the
 * stack with it when the last one ends, from some thousands on.
 */
public final class AsyncLoop {

  private final Supplier<Future<Boolean>> step;
  private final Promise<Void> ended = Promise.promise();

  private AsyncLoop(Supplier<Future<Boolean>> step) {
    this.step = step;
  }

  /**
   * Takes steps, none before the last one ended, until one fails or was the last.
   *
   * @param step begins one, and says when it ended whether there is another
   */
  public static Future<Void> whileMore(Supplier<Future<Boolean>> step) {
    AsyncLoop steps = new AsyncLoop(step);
    steps.go();
    return steps.ended.future();
  }

  /** The same for each of some items, in their order. */
  public static <T> Future<Void> each(Iterable<T> items, Function<T, Future<?>> work) {
    Iterator<T> left = items.iterator();
    return whileMore(
        () -> left.hasNext() ? work.apply(left.next()).map(true) : Future.succeededFuture(false));
  }

  /** Those that end at once follow one another here, not on top of one another. */
  private void go() {
    Future<Boolean> taken = SafeCall.call(step);
    while (taken.succeeded() && taken.result()) {
      taken = SafeCall.call(step);
    }
    taken.onComplete(this::goOn);
  }

  private void goOn(AsyncResult<Boolean> taken) {
    if (taken.failed()) {
      ended.tryFail(taken.cause());
    } else if (taken.result()) {
      go();
    } else {
      ended.tryComplete();
    }
  }
}
