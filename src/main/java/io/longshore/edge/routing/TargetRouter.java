package io.longshore.edge.routing;

import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
import io.longshore.edge.AuthenticatedRequest;
import io.longshore.edge.HttpExchange;
import io.longshore.edge.ServiceEndpoint;
import io.longshore.edge.dispatch.OperationDispatcher;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.contract.Operation;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The operations of a service that is called by {@code POST /} and the header {@code X-Amz-Target}.
 * Its contract has each under a path of its own, which is the target.
 */
public final class TargetRouter implements ServiceRouter {

  static final String TARGET = "X-Amz-Target";

  private final ServiceEndpoint service;
  private final OperationDispatcher dispatch;
  private final Map<String, String> operations;
  private final String served;

  public TargetRouter(ServiceEndpoint service, OperationDispatcher dispatch) {
    this.service = service;
    this.dispatch = dispatch;
    this.operations =
        service.contract().operations().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    operation -> operation.getOpenAPIPath().substring(1),
                    Operation::getOperationId));
    this.served = operations.keySet().stream().sorted().collect(Collectors.joining(", "));
  }

  @Override
  public ServiceEndpoint service() {
    return service;
  }

  @Override
  public void route(RoutingContext context) {
    AuthenticatedRequest accepted = context.get(AuthenticatedRequest.KEY);
    HttpExchange exchange = accepted.exchange();
    HttpServerRequest request = exchange.request();
    String name = service.profile().name();
    if (!accepted.target().path().equals("/")) {
      refuseUnknown(exchange, "Operations of " + name + " are called by POST / and " + TARGET);
    } else if (!request.method().equals(HttpMethod.POST)) {
      request.response().putHeader(HttpHeaders.ALLOW, "POST");
      exchange.refuse(
          new ApiError(
              exchange.dialect().errors().methodNotAllowed(), name + " is called by POST only."));
    } else {
      call(accepted, request.getHeader(TARGET));
    }
  }

  private void call(AuthenticatedRequest accepted, String target) {
    String operationId = target == null ? null : operations.get(target);
    Optional<ApiError> unserved =
        target == null || operationId != null
            ? Optional.empty()
            : service.unserved().refusal(service.profile().name(), "POST", "/" + target);
    if (unserved.isPresent()) {
      accepted.exchange().refuse(unserved.get());
    } else if (operationId == null) {
      String problem = target == null ? TARGET + " is missing" : "No operation is " + target;
      refuseUnknown(
          accepted.exchange(), problem + "; " + service.profile().name() + " has " + served);
    } else {
      dispatch.call(operationId, accepted, Map.of());
    }
  }

  private static void refuseUnknown(HttpExchange exchange, String message) {
    exchange.refuse(new ApiError(CommonError.UNKNOWN_OPERATION, message));
  }
}
