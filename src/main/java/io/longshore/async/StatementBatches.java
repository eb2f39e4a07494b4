package io.longshore.async;

import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Many rows, some at a time: no statement moves more of them than it has time for. */
public final class StatementBatches {

  private StatementBatches() {}

  /** Works on so many after so many, none before the last ones are done, until one fails. */
  public static <T> Future<Void> inTurn(
      List<T> all, int size, Function<List<T>, Future<Void>> work) {
    AtomicInteger next = new AtomicInteger();
    return AsyncLoop.whileMore(
        () -> {
          int from = next.getAndAdd(size);
          return from >= all.size()
              ? Future.succeededFuture(false)
              : work.apply(all.subList(from, Math.min(all.size(), from + size))).map(true);
        });
  }
}
