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
 * Routes the requests of a REST-JSON service by the methods and paths of its contract. Belongs to
 * one event loop. The OpenAPI library's own validation is off: for each request it switches to a
 * worker thread and compiles every pattern.
 */
public final class RestRouter implements ServiceRouter {

  private final ServiceEndpoint service;
  private final OperationDispatcher dispatcher;
  private final Router router;

  public RestRouter(Vertx vertx, ServiceEndpoint service, OperationDispatcher dispatcher) {
    this.service = service;
    this.dispatcher = dispatcher;
    RouterBuilder builder = RouterBuilder.create(vertx, service.contract());
    builder.getRoutes().forEach(this::addHandler);
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

  private void addHandler(OpenAPIRoute route) {
    String operationId = route.getOperation().getOperationId();
    route
        .setDoValidation(false)
        .setDoSecurity(false)
        .addHandler(
            context ->
                dispatcher.dispatch(
                    operationId, context.get(AuthenticatedRequest.KEY), context.pathParams()));
  }

  private void refuseUnknown(RoutingContext context) {
    AuthenticatedRequest request = context.get(AuthenticatedRequest.KEY);
    HttpExchange exchange = request.exchange();
    SortedSet<String> methods = service.paths().methods(request.target().path());
    String name = service.profile().name();
    String method = exchange.request().method().name();
    Optional<ApiError> unsupported =
        service.unsupported().refusal(name, method, request.target().path());
    if (unsupported.isPresent()) {
      exchange.refuse(unsupported.get());
      return;
    }
    if (methods.isEmpty()) {
      exchange.refuse(
          new ApiError(
              CommonError.UNKNOWN_OPERATION,
              "No operation of " + name + " has this path. It has " + operations()));
      return;
    }
    String allow = CorsPreflight.allow(methods);
    exchange.request().response().putHeader(HttpHeaders.ALLOW, allow);
    exchange.refuse(
        new ApiError(
            exchange.protocol().errors().methodNotAllowed(),
            "This path of " + name + " allows " + allow + " only."));
  }

  private String operations() {
    return service.contract().operations().size()
        + " operations, see "
        + service.profile().contract();
  }
}
