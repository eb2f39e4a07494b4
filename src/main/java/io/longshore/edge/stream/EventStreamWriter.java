package io.longshore.edge.stream;

import io.longshore.api.ApiError;
import io.longshore.api.ErrorMessages;
import io.longshore.api.EventStream;
import io.longshore.api.ServerSentEvent;
import io.longshore.async.AsyncLoop;
import io.longshore.async.ContextFuture;
import io.longshore.async.SafeCall;
import io.longshore.edge.HttpExchange;
import io.longshore.edge.management.StreamMetrics;
import io.longshore.edge.management.StreamMetrics.Cause;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a stream of events to one response: asks for the next events when the client has taken the
 * last ones. A client that takes nothing for {@link #STALL_SECONDS} is cut off; until then one
 * batch of events waits for it, and no more are asked for. Belongs to one event loop.
 */
final class EventStreamWriter {

  static final int COMMENT_SECONDS = 15;
  static final int STALL_SECONDS = 30;
  static final int MAX_SECONDS = 3_600;

  private static final Logger log = LoggerFactory.getLogger(EventStreamWriter.class);

  private final Context context;
  private final HttpExchange exchange;
  private final EventStream stream;
  private final StreamMetrics metrics;
  private final long commentTicks;
  private final Promise<Void> closed = Promise.promise();
  private HttpServerResponse response;
  private long ticks;
  private long lastWrite;
  private boolean ended;

  /**
   * @param commentTicks seconds without an event after which a comment is written
   */
  EventStreamWriter(
      Context context,
      HttpExchange exchange,
      EventStream stream,
      StreamMetrics metrics,
      long commentTicks) {
    this.context = context;
    this.exchange = exchange;
    this.stream = stream;
    this.metrics = metrics;
    this.commentTicks = commentTicks;
  }

  /** Begins to write. Completes once the stream is closed, for whatever cause; never fails. */
  Future<Void> start() {
    metrics.opened();
    response = exchange.beginEvents();
    response.closeHandler(gone -> close(Cause.CLIENT));
    response.exceptionHandler(failure -> close(Cause.CLIENT));
    write(": Longshore\n\n"); // sends the head
    AsyncLoop.whileTrue(() -> nextEvents().compose(this::writeAll)).onFailure(this::fail);
    return closed.future();
  }

  /** Called once a second. With the cache of keys, a disabled key is noticed within 5 s. */
  void tick() {
    ticks++;
    if (ended) {
      return;
    }
    if (response.writeQueueFull()) {
      if (ticks - lastWrite > STALL_SECONDS) {
        cutOff();
      }
    } else if (ticks - lastWrite >= commentTicks) {
      write(":\n\n");
    }
    if (ticks >= MAX_SECONDS) {
      finish(Cause.AGE, retry());
    } else {
      check();
    }
  }

  /** Ends the stream because the replica stops. Completes once the client has been told. */
  Future<Void> drain() {
    return finish(Cause.DRAIN, retry());
  }

  private Future<List<ServerSentEvent>> nextEvents() {
    return ContextFuture.on(context, SafeCall.call(stream::next));
  }

  /** Whether to go on, once the client has taken the events. */
  private Future<Boolean> writeAll(List<ServerSentEvent> events) {
    if (ended) {
      return Future.succeededFuture(false);
    }
    if (events.isEmpty()) {
      finish(Cause.END, "");
      return Future.succeededFuture(false);
    }
    StringBuilder text = new StringBuilder();
    events.forEach(event -> text.append(event.text()));
    write(text.toString());
    metrics.sent((int) events.stream().filter(event -> event.data().isPresent()).count());
    return taken();
  }

  private Future<Boolean> taken() {
    if (!response.writeQueueFull()) {
      return Future.succeededFuture(true);
    }
    Promise<Boolean> drained = Promise.promise();
    response.drainHandler(
        room -> {
          lastWrite = ticks;
          drained.tryComplete(true);
        });
    closed.future().onComplete(end -> drained.tryComplete(false));
    return drained.future();
  }

  private void check() {
    ContextFuture.on(context, exchange.checkCaller())
        .onFailure(
            failure -> {
              if (failure instanceof ApiError refused) {
                finish(Cause.KEY, error(refused));
              } // else the key cannot be looked up now: the next check will
            });
  }

  private void fail(Throwable failure) {
    if (failure instanceof ApiError refused) {
      finish(Cause.END, error(refused));
    } else if (!ended) {
      log.warn("request={} stream: {}", exchange.requestId(), ErrorMessages.line(failure));
      finish(Cause.FAILURE, retry());
    }
  }

  private static String error(ApiError refused) {
    JsonObject data =
        new JsonObject().put("Code", refused.code().shape()).put("Message", refused.getMessage());
    return "event: error\ndata: " + data.encode() + "\n\n";
  }

  /** Spread, so that the clients of a replica that stops do not all come back at once. */
  private static String retry() {
    return "retry: " + ThreadLocalRandom.current().nextInt(500, 3_000) + "\n\n";
  }

  private void write(String text) {
    lastWrite = ticks;
    response.write(text);
  }

  private Future<Void> finish(Cause cause, String last) {
    if (ended) {
      return Future.succeededFuture();
    }
    boolean full = response.writeQueueFull();
    close(cause);
    if (full) { // what is written now would wait behind what the client does not read
      exchange.request().connection().close();
      return Future.succeededFuture();
    }
    return response.end(last);
  }

  private void cutOff() {
    log.info("request={} stream: the client does not read", exchange.requestId());
    close(Cause.SLOW);
    exchange.request().connection().close();
  }

  private void close(Cause cause) {
    if (ended) {
      return;
    }
    ended = true;
    stream.close();
    metrics.closed(cause);
    closed.complete();
  }
}
