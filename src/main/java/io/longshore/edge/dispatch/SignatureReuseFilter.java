package io.longshore.edge.dispatch;

import io.longshore.api.ServiceResponse;
import io.longshore.identity.idempotency.UsedSignatures;
import io.vertx.core.Future;
import java.util.Set;

/**
 * Refuses a second creating call with the same signature: a replayed request. A request in a
 * session has no signature.
 */
final class SignatureReuseFilter implements OperationFilter {

  private final UsedSignatures usedSignatures;
  private final Set<String> operations;

  /**
   * @param operations the operationIds that are not idempotent by themselves
   */
  SignatureReuseFilter(UsedSignatures usedSignatures, Set<String> operations) {
    this.usedSignatures = usedSignatures;
    this.operations = operations;
  }

  @Override
  public Future<ServiceResponse> apply(OperationCall call, OperationHandler next) {
    return operations.contains(call.operationId()) && !call.caller().inSession()
        ? usedSignatures.once(call.caller().signed(), () -> next.handle(call))
        : next.handle(call);
  }
}
