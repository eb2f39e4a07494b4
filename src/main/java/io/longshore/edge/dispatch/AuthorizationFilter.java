package io.longshore.edge.dispatch;

import io.longshore.api.ServiceResponse;
import io.vertx.core.Future;
import java.util.function.Function;

/**
 * Checks the access key's policy, unless the policy depends on resource tags: those are checked by
 * {@link TagAuthorizationFilter}. Also completes the audit event with the call's resources.
 */
final class AuthorizationFilter implements OperationFilter {

  private final Function<String, OperationAuthorizer> authorizers;

  /**
   * @param authorizers the authorizer of an operationId
   */
  AuthorizationFilter(Function<String, OperationAuthorizer> authorizers) {
    this.authorizers = authorizers;
  }

  @Override
  public Future<ServiceResponse> apply(OperationCall call, OperationHandler next) {
    OperationAuthorizer authorizer = authorizers.apply(call.operationId());
    AuditEventBuilder auditEvent = call.exchange().auditEvent();
    if (auditEvent.isRecorded()) {
      auditEvent.resources(authorizer.resources(call.validated()));
    }
    if (!OperationAuthorizer.dependsOnTags(call.caller())) {
      authorizer.authorize(call.caller(), call.validated(), call.http());
    }
    return next.handle(call);
  }
}
