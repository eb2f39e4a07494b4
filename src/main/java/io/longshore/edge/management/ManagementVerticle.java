package io.longshore.edge.management;

import io.longshore.config.ManagementConfig;
import io.longshore.edge.http.SecurityHeaders;
import io.longshore.edge.management.Readiness.Life;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.InetSocketAddress;
import java.util.function.BiPredicate;

/**
 * The HTTP server of the management port: health and metrics.
 *
 * <p>{@code /health/live}: the event loop runs. {@code /health/started}: startup has finished.
 * {@code /health/ready}: the process serves calls, is not draining, and every check passes;
 * otherwise 503. Each responds {@code {"status": "up" | "down", "checks": {name: "up" | reason}}}.
 * {@code /metrics}: Prometheus text format. {@code PUT /log/<logger>?level=<level>}, from loopback
 * addresses only: sets the level of a logger.
 */
public final class ManagementVerticle extends VerticleBase {

  private static final String LOG_PATH = "/log/";
  private static final long CHECK_MILLIS = 2_000;

  private final ManagementConfig config;
  private final PrometheusMeterRegistry registry;
  private final Readiness readiness;
  private final BiPredicate<String, String> levels;
  private HttpServer server;

  /**
   * @param levels sets the level (second argument) of a logger (first); false for an unknown level
   */
  public ManagementVerticle(
      ManagementConfig config,
      PrometheusMeterRegistry registry,
      Readiness readiness,
      BiPredicate<String, String> levels) {
    this.config = config;
    this.registry = registry;
    this.readiness = readiness;
    this.levels = levels;
  }

  @Override
  public Future<?> start() {
    readiness.report(); // the first check of S3 is slow
    vertx.setPeriodic(CHECK_MILLIS, tick -> readiness.report()); // logs changes
    server = vertx.createHttpServer().requestHandler(this::serve);
    return server.listen(config.port(), config.host());
  }

  @Override
  public Future<?> stop() {
    return server.close();
  }

  /** The bound port. */
  public int port() {
    return server.actualPort();
  }

  private void serve(HttpServerRequest request) {
    SecurityHeaders.put(request);
    boolean isRead =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    if (request.method().equals(HttpMethod.PUT) && request.path().startsWith(LOG_PATH)) {
      setLevel(request);
      return;
    }
    if (!isRead) {
      request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD").setStatusCode(405).end();
      return;
    }
    switch (request.path()) {
      case "/metrics" -> metrics(request);
      case "/health/live" -> respond(request, true, new JsonObject());
      case "/health/started" ->
          respond(request, readiness.life() != Life.STARTING, new JsonObject());
      case "/health/ready" -> ready(request);
      default -> request.response().setStatusCode(404).end();
    }
  }

  /** From loopback addresses only, port forwards included, because the port has no signatures. */
  private void setLevel(HttpServerRequest request) {
    String level = request.getParam("level", "");
    InetSocketAddress caller =
        new InetSocketAddress(
            request.remoteAddress().hostAddress(), request.remoteAddress().port());
    if (!caller.getAddress().isLoopbackAddress()) {
      request.response().setStatusCode(403).end();
    } else if (levels.test(request.path().substring(LOG_PATH.length()), level)) {
      request.response().setStatusCode(204).end();
    } else {
      request
          .response()
          .setStatusCode(400)
          .end("The level must be off, error, warn, info, debug or trace.\n");
    }
  }

  /** Runs on a worker thread: a scrape visits every series. */
  private void metrics(HttpServerRequest request) {
    vertx
        .executeBlocking(registry::scrape, false)
        .onSuccess(
            text ->
                request
                    .response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                    .end(text))
        .onFailure(failure -> request.response().setStatusCode(500).end());
  }

  private void ready(HttpServerRequest request) {
    Context context = vertx.getOrCreateContext();
    readiness
        .report()
        .onFailure(
            failure ->
                context.runOnContext(
                    ignored -> respond(request, false, new JsonObject().put("checks", "unknown"))))
        .onSuccess(
            report ->
                context.runOnContext(ignored -> respond(request, report.isUp(), report.checks())));
  }

  private static void respond(HttpServerRequest request, boolean up, JsonObject checks) {
    JsonObject body = new JsonObject().put("status", up ? "up" : "down").put("checks", checks);
    request
        .response()
        .setStatusCode(up ? 200 : 503)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(body.toBuffer());
  }
}
