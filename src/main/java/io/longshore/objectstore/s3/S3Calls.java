package io.longshore.objectstore.s3;

import io.longshore.objectstore.ObjectStoreError;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;

/** Brings the SDK's answers to the caller's context, its failures as {@link ObjectStoreError}. */
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

  <T> Future<T> ask(S3Call call, Supplier<? extends CompletionStage<T>> request) {
    long begun = System.nanoTime();
    return answered(request)
        .onSuccess(answer -> count(call, "ok", begun))
        .recover(failure -> failed(call, failure, begun));
  }

  <T> Future<Optional<T>> unlessNotFound(
      S3Call call, Supplier<? extends CompletionStage<T>> request) {
    long begun = System.nanoTime();
    return answered(request)
        .onSuccess(answer -> count(call, "ok", begun))
        .map(Optional::of)
        .recover(
            failure -> {
              if (S3Failure.notFound(failure)) {
                count(call, "not_found", begun);
                return Future.succeededFuture(Optional.empty());
              }
              return failed(call, failure, begun);
            });
  }

  private <T> Future<T> failed(S3Call call, Throwable failure, long begun) {
    ObjectStoreError error = S3Failure.of(call, failure);
    count(call, error.kind().name().toLowerCase(Locale.ROOT), begun);
    return Future.failedFuture(error);
  }

  private void count(S3Call call, String outcome, long begun) {
    meter.answered(call.operation(), outcome, System.nanoTime() - begun);
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
