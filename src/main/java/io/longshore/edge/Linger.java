package io.longshore.edge;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;

/**
 * Closes a connection whose request was refused before it was read. What is still under way is
 * thrown away for a while first: a client that is cut off while it sends never sees the answer.
 */
final class Linger {

  private static final long MOST_MILLIS = 2_000;

  private final Vertx vertx;

  Linger(Vertx vertx) {
    this.vertx = vertx;
  }

  void close(HttpServerRequest request) {
    HttpConnection connection = request.connection();
    if (request.isEnded()) {
      connection.close();
      return;
    }
    long timer = vertx.setTimer(MOST_MILLIS, late -> connection.close());
    request.handler(chunk -> {});
    request.exceptionHandler(gone -> vertx.cancelTimer(timer));
    request.endHandler(
        end -> {
          vertx.cancelTimer(timer);
          connection.close();
        });
  }
}
