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
 * Health and metrics, on a port of their own.
 *
 * <p>{@code /health/live}: the event loop turns. {@code /health/started}: the start is over. {@code
 * /health/ready}: the process serves, is not told to stop, and every check passes; else 503. Each
 * answers {@code {"status": "up" | "down", "checks": {name: "up" | what is wrong}}}. {@code
 * /metrics}: Prometheus text. {@code PUT /log/<logger>?level=<level>}, from this host only: how
 * much that logger says from now on.
 */
public final class ManagementVerticle extends VerticleBase {

  private static final String LOG = "/log/";
  private static final long LOOK_MILLIS = 2_000;

  private final ManagementConfig config;
  private final PrometheusMeterRegistry registry;
  private final Readiness readiness;
  private final BiPredicate<String, String> levels;
  private HttpServer server;

  /**
   * @param levels gives a logger, the first, a level, the second; false when there is no such level
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
    readiness.report(); // the first look at S3 takes long, and somebody will ask
    vertx.setPeriodic(LOOK_MILLIS, tick -> readiness.report()); // and the log tells what changed
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
    SecurityHeaders.put(request);
    boolean reads =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    if (request.method().equals(HttpMethod.PUT) && request.path().startsWith(LOG)) {
      level(request);
      return;
    }
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

  /** Only from this host (a port-forward counts as it): nobody signs here. */
  private void level(HttpServerRequest request) {
    String level = request.getParam("level", "");
    InetSocketAddress caller =
        new InetSocketAddress(
            request.remoteAddress().hostAddress(), request.remoteAddress().port());
    if (!caller.getAddress().isLoopbackAddress()) {
      request.response().setStatusCode(403).end();
    } else if (levels.test(request.path().substring(LOG.length()), level)) {
      request.response().setStatusCode(204).end();
    } else {
      request
          .response()
          .setStatusCode(400)
          .end("level is off, error, warn, info, debug or trace\n");
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
        .onFailure(
            failure ->
                context.runOnContext(
                    here -> answer(request, false, new JsonObject().put("checks", "unknown"))))
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
