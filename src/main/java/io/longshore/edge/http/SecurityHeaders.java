package io.longshore.edge.http;

import static io.vertx.core.http.HttpHeaders.createOptimized;

import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/** Response headers that keep browsers from caching, sniffing or framing a response. */
public final class SecurityHeaders {

  private static final Map<CharSequence, CharSequence> ALWAYS =
      Map.of(
          createOptimized("X-Content-Type-Options"), createOptimized("nosniff"),
          createOptimized("Cache-Control"), createOptimized("no-store"),
          createOptimized("Content-Security-Policy"),
              createOptimized("default-src 'none'; frame-ancestors 'none'"));

  private SecurityHeaders() {}

  public static void put(HttpServerRequest request) {
    ALWAYS.forEach(request.response()::putHeader);
    if (request.isSSL()) {
      request.response().putHeader("Strict-Transport-Security", "max-age=31536000");
    }
  }
}
