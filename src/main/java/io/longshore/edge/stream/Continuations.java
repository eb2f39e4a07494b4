package io.longshore.edge.stream;

import io.longshore.api.Continuation;
import io.longshore.api.DelayedResponse;
import io.longshore.api.EventStream;
import io.longshore.api.ServiceResponse;
import io.longshore.async.ContextFuture;
import io.longshore.async.SafeCall;
import io.longshore.config.HttpConfig;
import io.longshore.edge.HttpExchange;
import io.longshore.edge.management.StreamMetrics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The responses of one event loop that go on after their call. Watches all of them once a second,
 * and ends them when the replica stops.
 */
public final class Continuations {

  private static final long TICK_MILLIS = 1_000;

  private final Context context;
  private final StreamMetrics metrics;
  private final BooleanSupplier draining;
  private final long commentTicks;
  private final Set<EventStreamWriter> streams = new HashSet<>();
  private final Set<DelayedResponse> delayed = new HashSet<>();

  /**
   * @param draining whether the replica stops
   */
  public Continuations(
      Vertx vertx, HttpConfig config, StreamMetrics metrics, BooleanSupplier draining) {
    this.context = vertx.getOrCreateContext();
    this.metrics = metrics;
    this.draining = draining;
    Duration half = config.idle().dividedBy(2); // an idle connection would be closed
    this.commentTicks = Math.max(1, Math.min(half.toSeconds(), EventStreamWriter.COMMENT_SECONDS));
    vertx.setPeriodic(TICK_MILLIS, tick -> tick());
  }

  /** Writes the response as far as it goes. Must be called on this event loop. */
  public void follow(HttpExchange exchange, Continuation continuation) {
    exchange.continueResponse();
    if (exchange.request().response().closed() || exchange.request().response().ended()) {
      continuation.close();
    } else if (continuation instanceof EventStream stream) {
      write(exchange, stream);
    } else if (continuation instanceof DelayedResponse later) {
      await(exchange, later);
    }
  }

  /** Ends all of them, and completes when what they have to say is written. */
  public Future<Void> end() {
    delayed.forEach(DelayedResponse::close);
    List<Future<Void>> ended = List.copyOf(streams).stream().map(EventStreamWriter::drain).toList();
    return Future.join(ended).mapEmpty();
  }

  private void write(HttpExchange exchange, EventStream stream) {
    EventStreamWriter writer =
        new EventStreamWriter(context, exchange, stream, metrics, commentTicks);
    streams.add(writer);
    writer.start().onComplete(ended -> streams.remove(writer));
  }

  private void await(HttpExchange exchange, DelayedResponse later) {
    delayed.add(later);
    exchange.request().response().closeHandler(closed -> later.close());
    ContextFuture.on(context, SafeCall.call(later::response))
        .compose(response -> stillAllowed(exchange, response))
        .onComplete(
            done -> {
              delayed.remove(later);
              later.close();
              exchange.restartTimer();
              if (done.succeeded()) {
                exchange.respond(done.result());
              } else {
                exchange.fail(done.cause());
              }
            });
  }

  private Future<ServiceResponse> stillAllowed(HttpExchange exchange, ServiceResponse response) {
    return ContextFuture.on(context, exchange.checkCaller()).map(allowed -> response);
  }

  private void tick() {
    boolean stop = draining.getAsBoolean();
    if (stop) {
      delayed.forEach(DelayedResponse::close);
    }
    for (EventStreamWriter stream : List.copyOf(streams)) {
      if (stop) {
        stream.drain();
      } else {
        stream.tick();
      }
    }
  }
}
