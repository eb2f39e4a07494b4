package io.longshore.objectstore;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;

/** Brings the SDK's answers to the caller's context, its failures as {@link ObjectStoreError}. */
final class S3Calls {

  private final Vertx vertx;

  S3Calls(Vertx vertx) {
    this.vertx = vertx;
  }

  <T> Future<T> ask(S3Call call, Supplier<? extends CompletionStage<T>> request) {
    return answered(request).recover(failure -> Future.failedFuture(S3Failure.of(call, failure)));
  }

  <T> Future<Optional<T>> unlessNotFound(
      S3Call call, Supplier<? extends CompletionStage<T>> request) {
    return answered(request)
        .map(Optional::of)
        .recover(
            failure ->
                S3Failure.notFound(failure)
                    ? Future.succeededFuture(Optional.empty())
                    : Future.failedFuture(S3Failure.of(call, failure)));
  }

  static AwsRequestOverrideConfiguration within(Duration timeout) {
    return AwsRequestOverrideConfiguration.builder().apiCallTimeout(timeout).build();
  }

  /** The one bridge from the SDK's threads to the caller's context. */
  private <T> Future<T> answered(Supplier<? extends CompletionStage<T>> request) {
    Context context = vertx.getOrCreateContext();
    try {
      return Future.fromCompletionStage(request.get(), context);
    } catch (RuntimeException refused) {
      return Future.failedFuture(refused);
    }
  }
}
