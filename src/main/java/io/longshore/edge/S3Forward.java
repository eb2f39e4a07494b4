package io.longshore.edge;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.OriginRequestProvider;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;
import java.net.URI;
import java.util.Locale;

/**
 * Hands S3's requests on to an S3 behind the same port, streamed both ways. Host stays as it came,
 * because it is signed.
 */
public final class S3Forward implements Handler<HttpServerRequest> {

  private static final String VIRTUAL_HOST = ".localhost";
  private static final int CONNECTIONS = 48;

  /** Shorter than the S3's own, so that no request meets a connection that is just being closed. */
  private static final int KEEP_ALIVE_SECONDS = 15;

  private final HttpProxy proxy;

  /**
   * @param byPath where the bucket stands in the path
   * @param byHost where the bucket stands in the Host, before {@code .localhost}
   */
  public S3Forward(Vertx vertx, URI byPath, URI byHost) {
    HttpClientOptions options = new HttpClientOptions();
    options.setKeepAliveTimeout(KEEP_ALIVE_SECONDS).setDecompressionSupported(false);
    HttpClient client =
        vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    SocketAddress path = address(byPath);
    SocketAddress host = address(byHost);
    this.proxy =
        HttpProxy.reverseProxy(client)
            .origin(
                OriginRequestProvider.selector(
                    context -> Future.succeededFuture(isVirtual(context) ? host : path)))
            .addInterceptor(new KeepHost());
  }

  @Override
  public void handle(HttpServerRequest request) {
    proxy.handle(request);
  }

  private static boolean isVirtual(ProxyContext context) {
    HostAndPort authority = context.request().proxiedRequest().authority();
    String host = authority == null ? "" : authority.host();
    return host.toLowerCase(Locale.ROOT).endsWith(VIRTUAL_HOST);
  }

  private static SocketAddress address(URI uri) {
    return SocketAddress.inetSocketAddress(uri.getPort(), uri.getHost());
  }

  private static final class KeepHost implements ProxyInterceptor {
    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
      context.request().setAuthority(context.request().proxiedRequest().authority());
      return context.sendRequest();
    }
  }
}
