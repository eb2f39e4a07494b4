package io.longshore.edge;

import io.longshore.edge.management.HttpMetrics;
import io.longshore.edge.protocol.WireProtocol;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/** An exchange of {@link SampleService} without a connection; keeps the response in memory. */
public final class ExchangeFixture {

  /** The request's headers. */
  public final MultiMap headers = MultiMap.caseInsensitiveMultiMap();

  public final MultiMap responseHeaders = MultiMap.caseInsensitiveMultiMap();
  public final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  public final HttpMetrics metrics = new HttpMetrics(registry);
  public final HttpExchange exchange;
  private final HttpServerResponse response = proxy(HttpServerResponse.class, this::onResponse);
  private int status;
  private Buffer body;
  private boolean disconnected;
  private final Promise<Void> ended = Promise.promise();

  public ExchangeFixture(HttpMethod method, String target) {
    HttpServerRequest request =
        proxy(
            HttpServerRequest.class,
            (self, called, arguments) ->
                switch (called.getName()) {
                  case "method" -> method;
                  case "uri" -> target;
                  case "path" -> target.replaceFirst("[?].*", "");
                  case "headers" -> headers;
                  case "getHeader" -> headers.get(arguments[0].toString());
                  case "response" -> response;
                  case "remoteAddress" -> SocketAddress.inetSocketAddress(40_000, "192.0.2.7");
                  case "isSSL" -> false;
                  case "isEnded" -> true;
                  default -> throw new UnsupportedOperationException(called.toString());
                });
    this.exchange =
        new HttpExchange(request, WireProtocol.of(SampleService.PROFILE), metrics, "a date");
  }

  /** The exchange of a request that a server received. */
  public static HttpExchange of(HttpServerRequest request, HttpMetrics metrics) {
    return new HttpExchange(request, WireProtocol.of(SampleService.PROFILE), metrics, "a date");
  }

  private Object onResponse(Object self, java.lang.reflect.Method called, Object[] arguments) {
    return switch (called.getName()) {
      case "putHeader" -> {
        responseHeaders.set(arguments[0].toString(), arguments[1].toString());
        yield response;
      }
      case "headers" -> responseHeaders;
      case "closed" -> disconnected;
      case "ended" -> body != null;
      case "setStatusCode" -> {
        status = (int) arguments[0];
        yield response;
      }
      case "end" -> {
        body = (Buffer) arguments[0];
        ended.complete();
        yield Future.succeededFuture();
      }
      default -> throw new UnsupportedOperationException(called.toString());
    };
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  /** Disconnects the client. */
  public void disconnect() {
    disconnected = true;
  }

  /** Succeeds when the response is written. */
  public Future<Void> ended() {
    return ended.future();
  }

  /** The response's status, 0 before it is written. */
  public int status() {
    return status;
  }

  /** The response's body. */
  public String body() {
    return body.toString();
  }
}
