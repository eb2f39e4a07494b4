package io.longshore.objectstore.s3;

import io.longshore.objectstore.ObjectStoreError;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;

/**
 * Sends calls by the SDK, counts them, and completes on the caller's context. Failures become
 * {@link ObjectStoreError}s.
 */
final class S3Calls {

  private final Vertx vertx;
  private final S3Meter meter;

  S3Calls(Vertx vertx, S3Meter meter) {
    this.vertx = vertx;
    this.meter = meter;
  }

  S3Meter meter() {
    return meter;
  }

  <T> Future<T> send(S3Call call, Supplier<? extends CompletionStage<T>> request) {
    SentCall sent = SentCall.now(call);
    return response(request)
        .onSuccess(response -> sent.answered(meter, "ok"))
        .recover(failure -> failed(sent, failure));
  }

  <T> Future<Optional<T>> unlessNotFound(
      S3Call call, Supplier<? extends CompletionStage<T>> request) {
    SentCall sent = SentCall.now(call);
    return response(request)
        .onSuccess(response -> sent.answered(meter, "ok"))
        .map(Optional::of)
        .recover(
            failure -> {
              if (S3Failure.notFound(failure)) {
                sent.answered(meter, "not_found");
                return Future.succeededFuture(Optional.empty());
              }
              return failed(sent, failure);
            });
  }

  private <T> Future<T> failed(SentCall sent, Throwable failure) {
    ObjectStoreError error = S3Failure.of(sent.call(), failure);
    sent.failed(meter, error);
    return Future.failedFuture(error);
  }

  static AwsRequestOverrideConfiguration within(Duration timeout) {
    return AwsRequestOverrideConfiguration.builder().apiCallTimeout(timeout).build();
  }

  /** Moves the response from the SDK's thread to the caller's context. */
  private <T> Future<T> response(Supplier<? extends CompletionStage<T>> request) {
    Context context = vertx.getOrCreateContext();
    try {
      return Future.fromCompletionStage(request.get(), context);
    } catch (RuntimeException thrown) {
      return Future.failedFuture(thrown);
    }
  }
}
