package io.longshore.console;

import static io.vertx.core.http.HttpHeaders.createOptimized;

import io.longshore.edge.FrontHandler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Responds to requests for the console's files: {@code GET /} and all below {@code /console/}. All
 * other requests of the console's port are for the services. Belongs to one event loop.
 */
public final class ConsolePages implements FrontHandler {

  private static final Logger log = LoggerFactory.getLogger(ConsolePages.class);
  private static final String BELOW = "/console/";

  /** No script but the console's own, no frame, no form target, and no HTML from text. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

  private static final Map<CharSequence, CharSequence> ALWAYS =
      Map.of(
          createOptimized("Content-Security-Policy"),
          createOptimized(CONTENT_SECURITY_POLICY),
          createOptimized("X-Content-Type-Options"),
          createOptimized("nosniff"),
          createOptimized("Referrer-Policy"),
          createOptimized("no-referrer"),
          createOptimized("Cross-Origin-Opener-Policy"),
          createOptimized("same-origin"),
          createOptimized("Cross-Origin-Resource-Policy"),
          createOptimized("same-origin"),
          HttpHeaders.CACHE_CONTROL,
          createOptimized("no-cache"),
          HttpHeaders.VARY,
          HttpHeaders.ACCEPT_ENCODING);

  private final ConsoleFiles files;

  public ConsolePages(Vertx vertx, ConsoleFacts facts) {
    this.files = new ConsoleFiles(vertx);
    files.add("/console/facts.json", facts.json().encode());
  }

  @Override
  public int freePort() {
    return -2; // not that of the API
  }

  @Override
  public boolean handle(HttpServerRequest request) {
    if (!isForConsole(request)) {
      return false;
    }
    request.exceptionHandler(closed -> log.debug("A browser has closed its connection"));
    HttpServerResponse response = request.response();
    ALWAYS.forEach(response::putHeader);
    if (request.isSSL()) {
      response.putHeader("Strict-Transport-Security", "max-age=31536000");
    }
    files
        .at(request.path())
        .onSuccess(file -> respond(request, file))
        .onFailure(failure -> fail(request, failure));
    return true;
  }

  /** A request of the API is signed, in a session, or a preflight. */
  private static boolean isForConsole(HttpServerRequest request) {
    String path = request.path();
    boolean isRead =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    return isRead
        && path != null
        && (path.equals("/") && !request.headers().contains(HttpHeaders.AUTHORIZATION)
            || path.startsWith(BELOW));
  }

  private static void respond(HttpServerRequest request, Optional<ConsoleFile> found) {
    HttpServerResponse response = request.response();
    if (response.closed()) {
      return;
    }
    if (found.isEmpty()) {
      response.setStatusCode(404).end();
      return;
    }
    ConsoleFile file = found.get();
    response.putHeader(HttpHeaders.ETAG, file.tag());
    if (matches(request.getHeader(HttpHeaders.IF_NONE_MATCH), file.tag())) {
      response.setStatusCode(304).end();
      return;
    }
    response.putHeader(HttpHeaders.CONTENT_TYPE, file.type());
    boolean zipped = accepts(request.getHeader(HttpHeaders.ACCEPT_ENCODING));
    if (zipped) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    response.end(zipped ? file.zipped() : file.plain()); // a HEAD gets the length only
  }

  private static boolean matches(String header, String tag) {
    return header != null && header.contains(tag);
  }

  private static boolean accepts(String header) {
    return header != null && header.matches("(?i).*\\bgzip\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$)).*");
  }

  private static void fail(HttpServerRequest request, Throwable failure) {
    log.error("{} cannot be read", request.path(), failure);
    if (!request.response().ended()) {
      request.response().setStatusCode(500).end();
    }
  }
}
