package io.longshore.edge.dispatch;

import io.longshore.api.ServiceResponse;
import io.longshore.identity.idempotency.Idempotency;
import io.longshore.identity.idempotency.Idempotency.Attempt;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Makes retries of creating operations idempotent: a retry gets the first attempt's response. AWS's
 * models define no idempotency token for these operations; the invocation id that SDKs repeat in
 * retries serves as one. A call without an invocation id passes.
 */
final class IdempotencyFilter implements OperationFilter {

  private static final String INVOCATION_ID = "amz-sdk-invocation-id";
  private static final Pattern INVOCATION_ID_FORMAT = Pattern.compile("[A-Za-z0-9-]{1,64}");

  private final Idempotency idempotency;
  private final Set<String> operations;

  /**
   * @param operations the operationIds that are not idempotent by themselves
   */
  IdempotencyFilter(Idempotency idempotency, Set<String> operations) {
    this.idempotency = idempotency;
    this.operations = operations;
  }

  @Override
  public Future<ServiceResponse> apply(OperationCall call, OperationHandler next) {
    Optional<Attempt> attempt =
        operations.contains(call.operationId()) ? attempt(call) : Optional.empty();
    if (attempt.isEmpty()) {
      return next.handle(call);
    }
    return idempotency.once(
        attempt.get(),
        slot -> next.handle(slot.map(s -> call.with(call.validated().withSlot(s))).orElse(call)));
  }

  private static Optional<Attempt> attempt(OperationCall call) {
    String invocationId = call.http().getHeader(INVOCATION_ID);
    if (invocationId == null || !INVOCATION_ID_FORMAT.matcher(invocationId).matches()) {
      return Optional.empty();
    }
    String head = call.http().method() + " " + call.principal().region() + call.http().uri();
    return Optional.of(
        Attempt.of(
            call.principal().accessKey(),
            call.operationId(),
            head,
            call.request().body(),
            invocationId));
  }
}
