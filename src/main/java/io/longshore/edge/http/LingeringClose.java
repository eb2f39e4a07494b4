package io.longshore.edge.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.HashSet;
import java.util.Set;

/**
 * Closes a connection whose request was refused before it was read. What is still under way is
 * thrown away for a while first: a client that is cut off while it sends never sees the answer.
 */
public final class LingeringClose {

  private static final long MOST_MILLIS = 2_000;

  private final Vertx vertx;
  private final Set<HttpConnection> left = new HashSet<>();

  public LingeringClose(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Once that request is answered its connection is closed; whatever else came on it is not read.
   */
  public void leaveAfter(HttpServerRequest request) {
    request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    left.add(request.connection());
  }

  /**
   * Sends what was written to that request's connection so far. Vert.x closes a connection whose
   * body is not framed right as soon as it has told of it, before it has sent anything.
   */
  public static void flush(HttpServerRequest request) {
    if (request.connection() instanceof HttpServerConnection connection) {
      connection.channelHandlerContext().flush();
    }
  }

  /** To be called when a connection has ended. */
  public void forget(HttpConnection connection) {
    left.remove(connection);
  }

  public boolean hasLeft(HttpServerRequest request) {
    return left.contains(request.connection());
  }

  public void close(HttpServerRequest request) {
    HttpConnection connection = request.connection();
    left.add(connection);
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
