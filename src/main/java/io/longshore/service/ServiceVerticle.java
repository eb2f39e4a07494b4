package io.longshore.service;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceResponse;
import io.longshore.async.SafeCall;
import io.longshore.service.resource.TagOperations;
import io.longshore.store.TransientErrors;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the operations of a contract on the event loop: each is a consumer on the event bus, under
 * its operationId. An {@link ApiError} becomes a response here; any other failure goes back as a
 * failure, which the edge turns into a 500.
 */
public abstract class ServiceVerticle extends VerticleBase {

  private static final Logger log = LoggerFactory.getLogger(ServiceVerticle.class);

  /** What passes by itself: the edge says so, with the message. */
  private static final int UNAVAILABLE = 503;

  private final ServiceProfile profile;
  private final String prefix;
  private final Map<String, Function<Call, Future<ServiceResponse>>> operations = new HashMap<>();

  /**
   * @param prefix what the operationIds of the contract begin with, before the dot
   */
  protected ServiceVerticle(ServiceProfile profile, String prefix) {
    this.profile = profile;
    this.prefix = prefix;
  }

  /** Registers the method of an operation; for constructors. */
  protected final void serve(String operation, Function<Call, Future<ServiceResponse>> method) {
    operations.put(prefix + "." + operation, method);
  }

  /** Registers the operations on tags; for constructors. */
  protected final void serveTags(TagOperations tags) {
    serve("ListTagsForResource", tags::list);
    serve("TagResource", tags::add);
    serve("UntagResource", tags::remove);
  }

  /** What the edge must know of this service. */
  public final ServiceProfile profile() {
    return profile;
  }

  /** The method of each operation by its operationId. */
  public final Map<String, Function<Call, Future<ServiceResponse>>> operations() {
    return Collections.unmodifiableMap(operations);
  }

  @Override
  public Future<?> start() {
    List<Future<Void>> registered =
        operations.entrySet().stream()
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
