package io.longshore.trace;

import io.longshore.trace.TraceSpan.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.spi.context.storage.AccessMode;
import io.vertx.core.spi.context.storage.ContextLocal;
import java.util.function.Supplier;

/**
 * The span that the code on a Vert.x context belongs to. It is kept with a duplicate of the
 * context, which runs on the same thread and which the futures of SQL statements and S3 calls
 * return to; it does not follow work to other threads. Between replicas a trace is continued by its
 * {@code traceparent}, which is kept with the job.
 */
public final class ActiveSpan {

  // Registered before the first Vert.x is created: see ActiveSpanRegistration.
  private static final ContextLocal<TraceSpan> SPAN = ContextLocal.registerLocal(TraceSpan.class);

  private ActiveSpan() {}

  static void register() {
    // loading the class registers it
  }

  /** The span of the current context. */
  public static TraceSpan current() {
    Context context = Vertx.currentContext();
    return context == null ? TraceSpan.NONE : of(context);
  }

  static TraceSpan of(Context context) {
    TraceSpan span = SPAN.get(context, AccessMode.CONCURRENT);
    return span == null ? TraceSpan.NONE : span;
  }

  /**
   * Makes it the span of that context, unless the context is shared by everything on its thread.
   */
  static void put(Context context, TraceSpan span) {
    if (span.isPresent() && ((ContextInternal) context).isDuplicate()) {
      SPAN.put(context, AccessMode.CONCURRENT, span);
    }
  }

  /** Makes it the span of the request that the current context was made for. */
  public static void adopt(TraceSpan span) {
    Context context = Vertx.currentContext();
    if (context != null) {
      put(context, span);
    }
  }

  /**
   * Runs work that belongs to the span, on the current thread and at once.
   *
   * @param work never throws
   * @return its result, on the current context
   */
  public static <T> Future<T> within(TraceSpan span, Supplier<Future<T>> work) {
    ContextInternal here = (ContextInternal) Vertx.currentContext();
    if (!span.isPresent() || here == null) {
      return work.get();
    }
    ContextInternal there = here.duplicate();
    put(there, span);
    Promise<T> done = here.promise();
    there.dispatch(span, started -> work.get().onComplete(done));
    return done.future();
  }

  /**
   * Runs work that belongs to that span and to no other, in a turn of the event loop of its own:
   * for work that is done for several, of which the first is in the trace.
   *
   * @return its result, whose handlers run on the context that is shared by everything on this
   *     thread
   */
  public static <T> Future<T> apart(TraceSpan span, Supplier<Future<T>> work) {
    ContextInternal here = (ContextInternal) Vertx.currentContext();
    if (here == null) {
      return work.get();
    }
    Promise<T> done = Promise.promise();
    here.unwrap().runOnContext(turn -> within(span, work).onComplete(done));
    return done.future();
  }

  /** Runs work that is a span of its own, below the current one. */
  public static <T> Future<T> within(String name, Supplier<Future<T>> work) {
    TraceSpan span = current().child(name, Kind.INTERNAL);
    return within(span, work)
        .onComplete(
            result -> {
              if (result.failed()) {
                span.fail(result.cause().getClass().getSimpleName(), "");
              }
              span.end();
            });
  }
}
