package io.longshore.edge.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import java.net.URI;

/**
 * Forwards S3 requests to the embedded S3, streaming both ways. The Host header stays unchanged
 * because it is signed.
 */
public final class S3ReverseProxy implements Handler<HttpServerRequest> {

  private static final int CONNECTIONS = 48;
  private static final int KEEP_ALIVE_SECONDS = 15;
  private static final int NOT_MODIFIED = 304;
  private static final String SCHEME = "x-forwarded-proto";

  private final HttpProxy proxy;

  /**
   * @param origin the address of the embedded S3
   */
  public S3ReverseProxy(Vertx vertx, URI origin) {
    HttpClientOptions options = new HttpClientOptions();
    options.setKeepAliveTimeout(KEEP_ALIVE_SECONDS).setDecompressionSupported(false);
    HttpClient client =
        vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    this.proxy =
        HttpProxy.reverseProxy(client)
            .origin(origin.getPort(), origin.getHost())
            .addInterceptor(new KeepHost());
  }

  @Override
  public void handle(HttpServerRequest request) {
    proxy.handle(request);
  }

  private static final class KeepHost implements ProxyInterceptor {
    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
      ProxyRequest request = context.request();
      request.setAuthority(request.proxiedRequest().authority());
      request.putHeader(SCHEME, request.proxiedRequest().isSSL() ? "https" : "http");
      return context.sendRequest();
    }

    /** Without a body set, the proxy would declare a 304 chunked, and clients would wait. */
    @Override
    public Future<Void> handleProxyResponse(ProxyContext context) {
      ProxyResponse response = context.response();
      if (response.getStatusCode() == NOT_MODIFIED) {
        response.setBody(Body.body(Buffer.buffer()));
      }
      return context.sendResponse();
    }
  }
}
