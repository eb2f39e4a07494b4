package io.longshore.edge.management;

import io.longshore.api.ServiceResponse;
import io.longshore.edge.HttpExchange;
import io.longshore.edge.ServiceEndpoint;
import io.longshore.edge.management.Readiness.Report;
import io.vertx.core.Context;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/** The unsigned health check for load balancers on the API port. */
public final class HealthEndpoint {

  private static final Set<String> PATHS = Set.of("/_longshore/health", "/_localstack/health");

  /** Without S3 most calls still succeed, so the replica keeps receiving calls. */
  private static final Set<String> REQUIRED = Set.of("database", "migrations", "disk");

  /** Other states are reported as "down": the reasons contain addresses, names and versions. */
  private static final Set<String> PUBLIC_STATES = Set.of("up", "starting", "draining");

  private final Readiness readiness;
  private final List<ServiceEndpoint> services;

  public HealthEndpoint(Readiness readiness, List<ServiceEndpoint> services) {
    this.readiness = readiness;
    this.services = services;
  }

  public static boolean isAt(String path) {
    return PATHS.contains(path);
  }

  /**
   * Responds with the readiness report.
   *
   * @param context the context of the exchange
   */
  public void respond(Context context, HttpExchange exchange) {
    readiness
        .report()
        .onFailure(failure -> context.runOnContext(here -> exchange.fail(failure)))
        .onSuccess(report -> context.runOnContext(here -> exchange.respond(response(report))));
  }

  private ServiceResponse response(Report report) {
    boolean up = report.isUp(REQUIRED);
    JsonObject running = new JsonObject();
    services.forEach(service -> running.put(service.profile().name(), "running"));
    JsonObject checks = new JsonObject();
    report
        .checks()
        .forEach(
            check ->
                checks.put(
                    check.getKey(),
                    PUBLIC_STATES.contains(check.getValue()) ? check.getValue() : "down"));
    JsonObject body =
        new JsonObject()
            .put("status", up ? "running" : "unavailable")
            .put("services", running)
            .put("checks", checks);
    return ServiceResponse.of(up ? 200 : 503, body);
  }
}
