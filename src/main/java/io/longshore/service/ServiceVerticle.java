package io.longshore.service;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceResponse;
import io.longshore.async.SafeCall;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one service's operations on the event loop: each is a consumer on the bus, under its
 * operationId. A refusal becomes an answer here; whatever else fails goes back as a failure, which
 * the edge turns into a 500.
 */
public abstract class ServiceVerticle extends VerticleBase {

  private static final Logger log = LoggerFactory.getLogger(ServiceVerticle.class);

  /** What passes by itself: the edge says so, with the message. */
  private static final int UNAVAILABLE = 503;

  /** What the edge must know of this service. */
  public abstract ServiceProfile profile();

  /** Every operation that is served: operationId to method. */
  public abstract Map<String, Function<Call, Future<ServiceResponse>>> operations();

  @Override
  public Future<?> start() {
    List<Future<Void>> registered =
        operations().entrySet().stream()
            .map(
                operation ->
                    vertx
                        .eventBus()
                        .<Call>localConsumer(
                            operation.getKey(), message -> serve(operation.getValue(), message))
                        .completion())
            .toList();
    return Future.all(registered);
  }

  private static void serve(
      Function<Call, Future<ServiceResponse>> operation, Message<Call> message) {
    SafeCall.call(() -> operation.apply(message.body()))
        .recover(ServiceVerticle::refuse)
        .onSuccess(message::reply)
        .onFailure(f -> fail(message, f));
  }

  private static Future<ServiceResponse> refuse(Throwable failure) {
    return failure instanceof ApiError error
        ? Future.succeededFuture(ServiceResponse.refused(error))
        : Future.failedFuture(failure);
  }

  private static void fail(Message<Call> message, Throwable failure) {
    if (TransientErrors.isOutage(failure)) {
      log.debug("request={} met an outage", message.body().requestId(), failure);
      message.fail(UNAVAILABLE, TransientErrors.message(failure) + "; try again.");
      return;
    }
    log.error(
        "request={} account={} operation={} failed",
        message.body().requestId(),
        message.body().principal().account(),
        message.body().operation(),
        failure);
    message.fail(500, "unforeseen");
  }
}
