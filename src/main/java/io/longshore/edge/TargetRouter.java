package io.longshore.edge;

import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
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
final class TargetRouter implements ServiceRouter {

  static final String TARGET = "X-Amz-Target";

  private final ServedService service;
  private final Dispatch dispatch;
  private final Map<String, String> operations;
  private final String served;

  TargetRouter(ServedService service, Dispatch dispatch) {
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
  public ServedService service() {
    return service;
  }

  @Override
  public void route(RoutingContext context) {
    Accepted accepted = context.get(Accepted.KEY);
    Exchange exchange = accepted.exchange();
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

  private void call(Accepted accepted, String target) {
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

  private static void refuseUnknown(Exchange exchange, String message) {
    exchange.refuse(new ApiError(CommonError.UNKNOWN_OPERATION, message));
  }
}
