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
    long start = System.nanoTime();
    return response(request)
        .onSuccess(response -> count(call, "ok", start))
        .recover(failure -> failed(call, failure, start));
  }

  <T> Future<Optional<T>> unlessNotFound(
      S3Call call, Supplier<? extends CompletionStage<T>> request) {
    long start = System.nanoTime();
    return response(request)
        .onSuccess(response -> count(call, "ok", start))
        .map(Optional::of)
        .recover(
            failure -> {
              if (S3Failure.notFound(failure)) {
                count(call, "not_found", start);
                return Future.succeededFuture(Optional.empty());
              }
              return failed(call, failure, start);
            });
  }

  private <T> Future<T> failed(S3Call call, Throwable failure, long start) {
    ObjectStoreError error = S3Failure.of(call, failure);
    count(call, error.kind().name().toLowerCase(Locale.ROOT), start);
    return Future.failedFuture(error);
  }

  private void count(S3Call call, String outcome, long start) {
    meter.answered(call.operation(), outcome, System.nanoTime() - start);
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
