package io.longshore.async;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** Moves results to a context. */
public final class ContextFuture {

  private ContextFuture() {}

  /** The same result, whose handlers run on that context. */
  public static <T> Future<T> on(Context context, Future<T> result) {
    Promise<T> here = Promise.promise();
    result.onComplete(done -> context.runOnContext(now -> here.handle(done)));
    return here.future();
  }
}
