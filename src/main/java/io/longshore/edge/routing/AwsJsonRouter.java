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
 * Routes the requests of a JSON 1.1 service, {@code POST /}, by the header {@code X-Amz-Target}. In
 * the contract each operation has its own path, whose text is the target.
 */
public final class AwsJsonRouter implements ServiceRouter {

  static final String TARGET = "X-Amz-Target";

  private final ServiceEndpoint service;
  private final OperationDispatcher dispatcher;
  private final Map<String, String> operations;
  private final String targets;

  public AwsJsonRouter(ServiceEndpoint service, OperationDispatcher dispatcher) {
    this.service = service;
    this.dispatcher = dispatcher;
    this.operations =
        service.contract().operations().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    operation -> operation.getOpenAPIPath().substring(1),
                    Operation::getOperationId));
    this.targets = operations.keySet().stream().sorted().collect(Collectors.joining(", "));
  }

  @Override
  public ServiceEndpoint service() {
    return service;
  }

  @Override
  public void route(RoutingContext context) {
    AuthenticatedRequest request = context.get(AuthenticatedRequest.KEY);
    HttpExchange exchange = request.exchange();
    HttpServerRequest http = exchange.request();
    String name = service.profile().name();
    if (!request.target().path().equals("/")) {
      refuseUnknown(exchange, "Operations of " + name + " are called by POST / and " + TARGET);
    } else if (!http.method().equals(HttpMethod.POST)) {
      http.response().putHeader(HttpHeaders.ALLOW, "POST");
      exchange.refuse(
          new ApiError(
              exchange.protocol().errors().methodNotAllowed(), name + " is called by POST only."));
    } else {
      dispatch(request, http.getHeader(TARGET));
    }
  }

  private void dispatch(AuthenticatedRequest request, String target) {
    String operationId = target == null ? null : operations.get(target);
    Optional<ApiError> unsupported =
        target == null || operationId != null
            ? Optional.empty()
            : service.unsupported().refusal(service.profile().name(), "POST", "/" + target);
    if (unsupported.isPresent()) {
      request.exchange().refuse(unsupported.get());
    } else if (operationId == null) {
      String problem = target == null ? TARGET + " is missing" : "There is no operation " + target;
      refuseUnknown(
          request.exchange(), problem + "; " + service.profile().name() + " has " + targets);
    } else {
      dispatcher.dispatch(operationId, request, Map.of());
    }
  }

  private static void refuseUnknown(HttpExchange exchange, String message) {
    exchange.refuse(new ApiError(CommonError.UNKNOWN_OPERATION, message));
  }
}
