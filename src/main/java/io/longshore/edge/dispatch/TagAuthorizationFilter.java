package io.longshore.edge.dispatch;

import io.longshore.api.ServiceResponse;
import io.vertx.core.Future;
import java.util.function.Function;

/**
 * Checks policies that depend on resource tags. The tags are read from the service, so this comes
 * after {@link ConcurrencyFilter}: the look-up counts as part of the call.
 */
final class TagAuthorizationFilter implements OperationFilter {

  private final Function<String, OperationAuthorizer> authorizers;
  private final ResourceTagLookup tags;

  /**
   * @param authorizers the authorizer of an operationId
   */
  TagAuthorizationFilter(
      Function<String, OperationAuthorizer> authorizers, ResourceTagLookup tags) {
    this.authorizers = authorizers;
    this.tags = tags;
  }

  @Override
  public Future<ServiceResponse> apply(OperationCall call, OperationHandler next) {
    if (!OperationAuthorizer.dependsOnTags(call.caller())) {
      return next.handle(call);
    }
    return authorizers
        .apply(call.operationId())
        .authorize(call.caller(), call.validated(), call.http(), tags)
        .compose(authorized -> next.handle(call));
  }
}
