package io.longshore.async;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;

/** Moves results to a context. */
public final class ContextFuture {

  private ContextFuture() {}

  /**
   * The same result, whose handlers run on that context, also those that are added after the result
   * is there. The promise belongs to the context: one without a context would call a late handler
   * on the thread that adds it, and the public interface of Vert.x creates only such ones. It is
   * completed in a turn of the event loop of its own, so a loop of results that are there already
   * leaves other work its turns.
   */
  public static <T> Future<T> on(Context context, Future<T> result) {
    Promise<T> here = ((ContextInternal) context).promise();
    result.onComplete(done -> context.runOnContext(now -> here.handle(done)));
    return here.future();
  }
}
