package io.longshore.edge;

import io.longshore.api.HealthCheck;
import io.longshore.config.ManagementConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Health and metrics, on a port of their own.
 *
 * <p>{@code /health/live}: the event loop turns. {@code /health/started}: the start is over. {@code
 * /health/ready}: every check passes now. {@code /metrics}: Prometheus text.
 */
public final class Management extends VerticleBase {

  private static final long CHECK_SECONDS = 3;

  private final ManagementConfig config;
  private final PrometheusMeterRegistry registry;
  private final List<HealthCheck> checks;
  private final BooleanSupplier started;
  private HttpServer server;

  /**
   * @param checks what must work before the process can serve
   * @param started true once the start is over
   */
  public Management(
      ManagementConfig config,
      PrometheusMeterRegistry registry,
      List<HealthCheck> checks,
      BooleanSupplier started) {
    this.config = config;
    this.registry = registry;
    this.checks = List.copyOf(checks);
    this.started = started;
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
      case "/health/started" -> answer(request, started.getAsBoolean(), new JsonObject());
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
    JsonObject report = new JsonObject();
    List<Future<Boolean>> results = checks.stream().map(check -> run(check, report)).toList();
    Future.all(results)
        .onSuccess(
            all -> {
              boolean passed = results.stream().allMatch(Future::result);
              answer(request, started.getAsBoolean() && passed, report);
            });
  }

  private Future<Boolean> run(HealthCheck check, JsonObject report) {
    return check
        .check()
        .timeout(CHECK_SECONDS, TimeUnit.SECONDS)
        .map(passed -> note(report, check, "up", true))
        .otherwise(failure -> note(report, check, String.valueOf(failure.getMessage()), false));
  }

  private static boolean note(JsonObject report, HealthCheck check, String text, boolean passed) {
    report.put(check.name(), text);
    return passed;
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
