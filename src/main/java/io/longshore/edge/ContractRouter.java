package io.longshore.edge;

import io.longshore.api.Answer;
import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.CommonError;
import io.longshore.api.ServiceProfile.EdgeErrors;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.SortedSet;

/**
 * The routes of one service on one event loop, made from its contract in a loop. The library's own
 * validation stays off: it hops to a worker thread and compiles every pattern again at each
 * request.
 */
final class ContractRouter {

  private final ServedService service;
  private final EventBus bus;
  private final DeliveryOptions delivery;
  private final Router router;

  ContractRouter(Vertx vertx, ServedService service, Duration callTimeout) {
    this.service = service;
    this.bus = vertx.eventBus();
    this.delivery = new DeliveryOptions().setLocalOnly(true).setSendTimeout(callTimeout.toMillis());
    RouterBuilder builder = RouterBuilder.create(vertx, service.contract());
    builder.getRoutes().forEach(this::serve);
    this.router = builder.createRouter();
    router.route().last().handler(this::refuseUnknown);
  }

  ServedService service() {
    return service;
  }

  /** Takes over a context that carries an {@link Accepted}. */
  void route(RoutingContext context) {
    router.handleContext(context);
  }

  private void serve(OpenAPIRoute route) {
    String operationId = route.getOperation().getOperationId();
    ContractValidator validator = service.validator(operationId);
    route
        .setDoValidation(false)
        .setDoSecurity(false)
        .addHandler(context -> call(operationId, validator, context));
  }

  private void call(String operationId, ContractValidator validator, RoutingContext context) {
    Accepted accepted = context.get(Accepted.KEY);
    Exchange exchange = accepted.exchange();
    exchange.operation(operationId);
    Call call;
    try {
      requirePlain(exchange);
      Map<String, String> path = context.pathParams();
      JsonObject parameters =
          validator.parameters(path, accepted.target().query(), exchange.request().headers());
      JsonObject body = validator.body(accepted.body());
      call = new Call(operationId, accepted.principal(), exchange.requestId(), parameters, body);
    } catch (ApiError refused) {
      exchange.refuse(refused);
      return;
    }
    if (!service.turnstile().enter()) {
      EdgeErrors errors = exchange.dialect().errors();
      exchange.refuse(new ApiError(errors.throttled(), "Too many requests; try again."));
      return;
    }
    bus.<Answer>request(operationId, call, delivery)
        .map(Message::body)
        .onComplete(ignored -> service.turnstile().leave())
        .onSuccess(exchange::answer)
        .onFailure(exchange::fail);
  }

  /** What is signed and limited is the body as sent; one that unfolds to more is refused. */
  private void requirePlain(Exchange exchange) {
    String encoding = exchange.request().getHeader(HttpHeaders.CONTENT_ENCODING);
    if (encoding != null && !encoding.isEmpty() && !encoding.equalsIgnoreCase("identity")) {
      throw new ApiError(
          exchange.dialect().errors().invalid(), "Content-Encoding of requests is not supported.");
    }
  }

  private void refuseUnknown(RoutingContext context) {
    Accepted accepted = context.get(Accepted.KEY);
    Exchange exchange = accepted.exchange();
    SortedSet<String> methods = service.paths().methods(accepted.target().path());
    String name = service.profile().name();
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
