package io.longshore.operator.action;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.CommonError;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.identity.idempotency.DatabaseIdempotency;
import io.longshore.identity.idempotency.Idempotency;
import io.longshore.identity.idempotency.Idempotency.Attempt;
import io.longshore.identity.idempotency.SecretResponses;
import io.longshore.job.Job;
import io.longshore.operator.OperatorError;
import io.longshore.service.JobRequest;
import io.longshore.service.ServiceDependencies;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;

/**
 * Calls operations of the services as a part of a call to the operator API. Each is executed once,
 * however often the client retries its call.
 */
final class ServiceCalls {

  private final EventBus bus;
  private final DeliveryOptions delivery;
  private final Idempotency idempotency;

  ServiceCalls(ServiceDependencies dependencies) {
    Duration timeout = dependencies.config().http().callTimeout();
    this.bus = dependencies.vertx().eventBus();
    this.delivery = new DeliveryOptions().setLocalOnly(true).setSendTimeout(timeout.toMillis());
    this.idempotency =
        new DatabaseIdempotency(
            dependencies.vertx(),
            dependencies.postgres(),
            SecretResponses.none(),
            timeout,
            System::nanoTime);
  }

  /**
   * Sends a request as one of the account and region of a job. Fails with a conflict if the service
   * refuses it.
   */
  Future<ServiceResponse> send(Call call, Job owner, JobRequest request) {
    Call sent =
        new Call(
            request.operation(),
            new Principal(owner.account(), owner.region(), call.principal().accessKey()),
            call.requestId(),
            request.parameters(),
            request.body());
    return call.slot()
        .map(slot -> Attempt.within(slot, request.operation()))
        .map(
            attempt ->
                idempotency.once(attempt, slot -> deliver(slot.map(sent::withSlot).orElse(sent))))
        .orElseGet(() -> deliver(sent))
        .recover(ServiceCalls::unavailable)
        .map(response -> requireAccepted(request, response));
  }

  private Future<ServiceResponse> deliver(Call call) {
    return bus.<ServiceResponse>request(call.operation(), call, delivery).map(Message::body);
  }

  /** What the edge says of such a failure of a service. */
  private static Future<ServiceResponse> unavailable(Throwable failure) {
    if (failure instanceof ReplyException reply) {
      if (reply.failureCode() == CommonError.SERVICE_UNAVAILABLE.status()) {
        return Future.failedFuture(
            new ApiError(CommonError.SERVICE_UNAVAILABLE, reply.getMessage()));
      }
      if (reply.failureType() == ReplyFailure.TIMEOUT) {
        return Future.failedFuture(
            new ApiError(CommonError.SERVICE_UNAVAILABLE, "No response in time; try again."));
      }
    }
    return Future.failedFuture(failure);
  }

  private static ServiceResponse requireAccepted(JobRequest request, ServiceResponse response) {
    ApiError refusal = response.refusal();
    if (refusal != null) {
      throw OperatorError.CONFLICT.because(
          "%s refuses the request: %s: %s"
              .formatted(request.action(), refusal.code().shape(), refusal.getMessage()));
    }
    return response;
  }
}
