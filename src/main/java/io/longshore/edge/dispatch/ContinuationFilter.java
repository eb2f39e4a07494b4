package io.longshore.edge.dispatch;

import io.longshore.api.ServiceResponse;
import io.longshore.identity.AuthenticatedCaller;
import io.longshore.identity.sigv4.SigV4Verifier;
import io.vertx.core.Future;
import java.util.function.Function;

/**
 * Prepares responses that continue after the call: their caller is checked repeatedly, so that a
 * disabled key or a changed policy also ends responses that are already open. Comes before {@link
 * ConcurrencyFilter}, for which the call is over then.
 */
final class ContinuationFilter implements OperationFilter {

  private final SigV4Verifier verifier;
  private final Function<String, OperationAuthorizer> authorizers;
  private final ResourceTagLookup tags;

  /**
   * @param authorizers the authorizer of an operationId
   */
  ContinuationFilter(
      SigV4Verifier verifier,
      Function<String, OperationAuthorizer> authorizers,
      ResourceTagLookup tags) {
    this.verifier = verifier;
    this.authorizers = authorizers;
    this.tags = tags;
  }

  @Override
  public Future<ServiceResponse> apply(OperationCall call, OperationHandler next) {
    return next.handle(call)
        .onSuccess(
            response -> {
              if (response.continuation() != null) {
                call.exchange().checkCallerWith(() -> check(call));
              }
            });
  }

  private Future<Void> check(OperationCall call) {
    return verifier.verifyAgain(call.caller()).compose(caller -> authorize(caller, call));
  }

  private Future<Void> authorize(AuthenticatedCaller caller, OperationCall call) {
    OperationAuthorizer authorizer = authorizers.apply(call.operationId());
    if (OperationAuthorizer.dependsOnTags(caller)) {
      return authorizer.authorize(caller, call.validated(), call.http(), tags);
    }
    authorizer.authorize(caller, call.validated(), call.http());
    return Future.succeededFuture();
  }
}
