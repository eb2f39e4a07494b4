package io.longshore.edge;

import io.longshore.config.ManagementConfig;
import io.longshore.edge.Readiness.Life;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/**
 * Health and metrics, on a port of their own.
 *
 * <p>{@code /health/live}: the event loop turns. {@code /health/started}: the start is over. {@code
 * /health/ready}: the process serves, is not told to stop, and every check passes; else 503. Each
 * answers {@code {"status": "up" | "down", "checks": {name: "up" | what is wrong}}}. {@code
 * /metrics}: Prometheus text.
 */
public final class Management extends VerticleBase {

  private final ManagementConfig config;
  private final PrometheusMeterRegistry registry;
  private final Readiness readiness;
  private HttpServer server;

  public Management(
      ManagementConfig config, PrometheusMeterRegistry registry, Readiness readiness) {
    this.config = config;
    this.registry = registry;
    this.readiness = readiness;
  }

  @Override
  public Future<?> start() {
    server = vertx.createHttpServer().requestHandler(this::serve);
    return server.listen(config.port(), config.host());
  }

  @Override
  public Future<?> stop() {
    return server.close();
  }

  /** The port that was bound. */
  public int port() {
    return server.actualPort();
  }

  private void serve(HttpServerRequest request) {
    boolean reads =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    if (!reads) {
      request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD").setStatusCode(405).end();
      return;
    }
    switch (request.path()) {
      case "/metrics" -> metrics(request);
      case "/health/live" -> answer(request, true, new JsonObject());
      case "/health/started" ->
          answer(request, readiness.life() != Life.STARTING, new JsonObject());
      case "/health/ready" -> ready(request);
      default -> request.response().setStatusCode(404).end();
    }
  }

  /** Scraping walks every series, so it leaves the event loop. */
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
        .onSuccess(
            report ->
                context.runOnContext(here -> answer(request, report.isUp(), report.checks())));
  }

  private static void answer(HttpServerRequest request, boolean up, JsonObject checks) {
    JsonObject body = new JsonObject().put("status", up ? "up" : "down").put("checks", checks);
    request
        .response()
        .setStatusCode(up ? 200 : 503)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(body.toBuffer());
  }
}
