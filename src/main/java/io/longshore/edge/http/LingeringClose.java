package io.longshore.edge.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.HashSet;
import java.util.Set;

/**
 * Closes connections whose request was refused before it was read to its end. The rest of the
 * request is discarded for a while first: a client whose connection is closed while it sends does
 * not receive the response. Belongs to one event loop.
 */
public final class LingeringClose {

  private static final long LINGER_MILLIS = 2_000;

  private final Vertx vertx;
  private final Set<HttpConnection> closing = new HashSet<>();

  public LingeringClose(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Closes the request's connection after its response; further requests on it are ignored. */
  public void closeAfterResponse(HttpServerRequest request) {
    request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    closing.add(request.connection());
  }

  /**
   * Sends what was written to the request's connection so far. Vert.x closes a connection with a
   * wrongly framed body right after reporting it, before it has sent anything.
   */
  public static void flush(HttpServerRequest request) {
    if (request.connection() instanceof HttpServerConnection connection) {
      connection.channelHandlerContext().flush();
    }
  }

  /** Must be called when a connection is closed. */
  public void forget(HttpConnection connection) {
    closing.remove(connection);
  }

  /** Whether requests on this connection are ignored. */
  public boolean isClosing(HttpServerRequest request) {
    return closing.contains(request.connection());
  }

  /** Discards the rest of the request, then closes its connection. */
  public void close(HttpServerRequest request) {
    HttpConnection connection = request.connection();
    closing.add(connection);
    if (request.isEnded()) {
      connection.close();
      return;
    }
    long timer = vertx.setTimer(LINGER_MILLIS, expired -> connection.close());
    request.handler(chunk -> {});
    request.exceptionHandler(closed -> vertx.cancelTimer(timer));
    request.endHandler(
        end -> {
          vertx.cancelTimer(timer);
          connection.close();
        });
  }
}
