package io.longshore.edge.dispatch;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.Principal;
import io.longshore.api.ServiceProfile.EdgeErrors;
import io.longshore.edge.AuthenticatedRequest;
import io.longshore.edge.HttpExchange;
import io.longshore.identity.AuthenticatedCaller;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/**
 * A request whose signature is verified and whose operation is known, on its way through the
 * filters.
 *
 * @param pathParameters the values of the path's labels, decoded
 * @param validated what the service receives; null before {@link ValidationFilter}
 */
record OperationCall(
    String operationId,
    AuthenticatedRequest request,
    Map<String, String> pathParameters,
    Call validated) {

  OperationCall with(Call call) {
    return new OperationCall(operationId, request, pathParameters, call);
  }

  HttpExchange exchange() {
    return request.exchange();
  }

  HttpServerRequest http() {
    return request.exchange().request();
  }

  AuthenticatedCaller caller() {
    return request.caller();
  }

  Principal principal() {
    return request.caller().principal();
  }

  /** The service's error codes for refusals by the edge. */
  EdgeErrors errors() {
    return request.exchange().protocol().errors();
  }

  ApiError throttled(String message) {
    return new ApiError(errors().throttled(), message);
  }
}
