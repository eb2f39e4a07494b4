package io.longshore.edge.routing;

import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
import io.longshore.edge.AuthenticatedRequest;
import io.longshore.edge.HttpExchange;
import io.longshore.edge.ServiceEndpoint;
import io.longshore.edge.dispatch.OperationDispatcher;
import io.longshore.edge.http.CorsPreflight;
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
public final class RestRouter implements ServiceRouter {

  private final ServiceEndpoint service;
  private final OperationDispatcher dispatch;
  private final Router router;

  public RestRouter(Vertx vertx, ServiceEndpoint service, OperationDispatcher dispatch) {
    this.service = service;
    this.dispatch = dispatch;
    RouterBuilder builder = RouterBuilder.create(vertx, service.contract());
    builder.getRoutes().forEach(this::serve);
    this.router = builder.createRouter();
    router.route().last().handler(this::refuseUnknown);
  }

  @Override
  public ServiceEndpoint service() {
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
            context ->
                dispatch.call(
                    operationId, context.get(AuthenticatedRequest.KEY), context.pathParams()));
  }

  private void refuseUnknown(RoutingContext context) {
    AuthenticatedRequest accepted = context.get(AuthenticatedRequest.KEY);
    HttpExchange exchange = accepted.exchange();
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
    String allow = CorsPreflight.allow(methods);
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
