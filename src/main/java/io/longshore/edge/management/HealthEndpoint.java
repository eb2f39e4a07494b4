package io.longshore.edge.management;

import io.longshore.api.ServiceResponse;
import io.longshore.edge.HttpExchange;
import io.longshore.edge.ServiceEndpoint;
import io.longshore.edge.management.Readiness.Report;
import io.vertx.core.Context;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/** What load balancers are told, unsigned, on the API port. */
public final class HealthEndpoint {

  private static final Set<String> PATHS = Set.of("/_longshore/health", "/_localstack/health");

  /** S3 out of reach does not take calls away: most of them need the database only. */
  private static final Set<String> NEEDED = Set.of("database", "migrations", "disk");

  /** What is wrong is nothing for strangers: addresses, names, versions. The other port tells. */
  private static final Set<String> PUBLIC = Set.of("up", "starting", "draining");

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
   * @param context of the exchange
   */
  public void tell(Context context, HttpExchange exchange) {
    readiness
        .report()
        .onFailure(failure -> context.runOnContext(here -> exchange.fail(failure)))
        .onSuccess(report -> context.runOnContext(here -> exchange.answer(answer(report))));
  }

  private ServiceResponse answer(Report report) {
    boolean up = report.isUp(NEEDED);
    JsonObject running = new JsonObject();
    services.forEach(service -> running.put(service.profile().name(), "running"));
    JsonObject checks = new JsonObject();
    report
        .checks()
        .forEach(
            check ->
                checks.put(
                    check.getKey(), PUBLIC.contains(check.getValue()) ? check.getValue() : "down"));
    JsonObject body =
        new JsonObject()
            .put("status", up ? "running" : "unavailable")
            .put("services", running)
            .put("checks", checks);
    return ServiceResponse.of(up ? 200 : 503, body);
  }
}
