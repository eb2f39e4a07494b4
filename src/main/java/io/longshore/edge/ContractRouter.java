package io.longshore.edge;

import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The routes of one service on one event loop, made from its contract in a loop. The library's own
 * validation stays off: it hops to a worker thread and compiles every pattern again at each
 * request.
 */
final class ContractRouter implements ServiceRouter {

  private final ServedService service;
  private final Dispatch dispatch;
  private final Router router;

  ContractRouter(Vertx vertx, ServedService service, Dispatch dispatch) {
    this.service = service;
    this.dispatch = dispatch;
    RouterBuilder builder = RouterBuilder.create(vertx, service.contract());
    builder.getRoutes().forEach(this::serve);
    this.router = builder.createRouter();
    router.route().last().handler(this::refuseUnknown);
  }

  @Override
  public ServedService service() {
    return service;
  }

  @Override
  public void route(RoutingContext context) {
    router.handleContext(context);
  }

  private void serve(OpenAPIRoute route) {
    String operationId = route.getOperation().getOperationId();
    route
        .setDoValidation(false)
        .setDoSecurity(false)
        .addHandler(
            context -> dispatch.call(operationId, context.get(Accepted.KEY), context.pathParams()));
  }

  private void refuseUnknown(RoutingContext context) {
    Accepted accepted = context.get(Accepted.KEY);
    Exchange exchange = accepted.exchange();
    SortedSet<String> methods = service.paths().methods(accepted.target().path());
    String name = service.profile().name();
    String method = exchange.request().method().name();
    Optional<ApiError> unserved =
        service.unserved().refusal(name, method, accepted.target().path());
    if (unserved.isPresent()) {
      exchange.refuse(unserved.get());
      return;
    }
    if (methods.isEmpty()) {
      exchange.refuse(
          new ApiError(
              CommonError.UNKNOWN_OPERATION,
              "No operation of " + name + " has this path; it has " + operations()));
      return;
    }
    String allow = Preflight.allow(methods);
    exchange.request().response().putHeader(HttpHeaders.ALLOW, allow);
    exchange.refuse(
        new ApiError(
            exchange.dialect().errors().methodNotAllowed(),
            "This path of " + name + " has " + allow + " only."));
  }

  private String operations() {
    return service.contract().operations().size()
        + " operations, see "
        + service.profile().contract();
  }
}
