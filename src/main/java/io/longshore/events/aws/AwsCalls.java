package io.longshore.events.aws;

import io.longshore.async.SafeCall;
import io.longshore.events.target.SendResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/** Sends events by a client of the SDK, and completes on the caller's context. */
final class AwsCalls {

  private final Vertx vertx;
  private final String service;
  private final SdkClient client;

  /**
   * @param service its name in reasons
   */
  AwsCalls(Vertx vertx, String service, SdkClient client) {
    this.vertx = vertx;
    this.service = service;
    this.client = client;
  }

  /** Sends an event; {@code result} says what became of it when the service answered 200. */
  <T> Future<SendResult> send(
      Supplier<? extends CompletionStage<T>> call, Function<T, SendResult> result) {
    return SafeCall.call(
            () -> Future.<T>fromCompletionStage(call.get(), vertx.getOrCreateContext()))
        .map(result)
        .recover(failure -> Future.succeededFuture(SendResult.failed(reason(failure))));
  }

  /** The SDK's threads are ended on a worker thread, because that waits for them. */
  Future<Void> close() {
    return vertx.executeBlocking(
        () -> {
          client.close();
          return null;
        });
  }

  private String reason(Throwable thrown) {
    Throwable failure = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    if (failure instanceof AwsServiceException refusal) {
      String code =
          refusal.awsErrorDetails() == null ? "" : " " + refusal.awsErrorDetails().errorCode();
      return "%s answered %d%s".formatted(service, refusal.statusCode(), code);
    }
    return failure instanceof ApiCallTimeoutException
        ? service + " did not answer in time"
        : "%s could not be called: %s".formatted(service, failure.getMessage());
  }
}
