package io.longshore.edge.dispatch;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.edge.validation.RequestValidator;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/** Validates parameters and body against the contract and makes the {@link Call} of them. */
final class ValidationFilter implements OperationFilter {

  private final Function<String, RequestValidator> validators;

  /**
   * @param validators the validator of an operationId
   */
  ValidationFilter(Function<String, RequestValidator> validators) {
    this.validators = validators;
  }

  @Override
  public Future<ServiceResponse> apply(OperationCall call, OperationHandler next) {
    requireNoContentEncoding(call);
    RequestValidator validator = validators.apply(call.operationId());
    JsonObject parameters =
        validator.parameters(
            call.pathParameters(), call.request().target().query(), call.http().headers());
    JsonObject body = validator.body(call.request().body());
    return next.handle(
        call.with(
            new Call(
                call.operationId(),
                call.principal(),
                call.exchange().requestId(),
                parameters,
                body)));
  }

  /** The signature and the size limit are those of the body as sent, so it is never inflated. */
  private static void requireNoContentEncoding(OperationCall call) {
    String encoding = call.http().getHeader(HttpHeaders.CONTENT_ENCODING);
    if (encoding != null && !encoding.isEmpty() && !encoding.equalsIgnoreCase("identity")) {
      throw new ApiError(call.errors().invalid(), "Content-Encoding of requests is not supported.");
    }
  }
}
