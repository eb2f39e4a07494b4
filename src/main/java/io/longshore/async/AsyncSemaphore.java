package io.longshore.async;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * Lets a few in at once and the others wait, in their order. Switches of imports hold a connection
 * for long, and the heartbeats of all tasks need some of the same pool. For one context.
 */
public final class AsyncSemaphore {

  private final Queue<Promise<Void>> waiting = new ArrayDeque<>();
  private int free;

  public AsyncSemaphore(int atOnce) {
    this.free = atOnce;
  }

  public <T> Future<T> take(Supplier<Future<T>> work) {
    return turn().compose(mine -> work.get()).onComplete(done -> pass());
  }

  private Future<Void> turn() {
    if (free > 0) {
      free--;
      return Future.succeededFuture();
    }
    Promise<Void> turn = Promise.promise();
    waiting.add(turn);
    return turn.future();
  }

  private void pass() {
    Promise<Void> next = waiting.poll();
    if (next == null) {
      free++;
    } else {
      next.complete();
    }
  }
}
