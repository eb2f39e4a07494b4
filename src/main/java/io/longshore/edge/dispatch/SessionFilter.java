package io.longshore.edge.dispatch;

import io.longshore.api.ApiError;
import io.longshore.api.ServiceResponse;
import io.vertx.core.Future;
import java.util.Set;

/**
 * Refuses what needs a signature to requests that present a session token: a session cannot create
 * another one, which would outlive it.
 */
final class SessionFilter implements OperationFilter {

  private static final Set<String> SIGNED_ONLY = Set.of("longshore.CreateSession");

  @Override
  public Future<ServiceResponse> apply(OperationCall call, OperationHandler next) {
    if (call.caller().inSession() && SIGNED_ONLY.contains(call.operationId())) {
      return Future.failedFuture(
          new ApiError(
              call.errors().forbidden(),
              "A session cannot create another session: sign the request with the access key."));
    }
    return next.handle(call);
  }
}
