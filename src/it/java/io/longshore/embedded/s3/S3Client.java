package io.longshore.embedded.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.fixture.Installation;
import io.longshore.fixture.Sdk;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * An AWS SDK client of the embedded S3 through Longshore's port, with the test key of an account.
 */
final class S3Client implements AutoCloseable {

  final S3AsyncClient sdk;

  S3Client(String account) {
    this(Installation.shared().uri(), account);
  }

  S3Client(URI server, String account) {
    this.sdk =
        Sdk.builder(S3AsyncClient.builder(), server, account, "test").forcePathStyle(true).build();
  }

  PutObjectResponse put(String bucket, String key, String text) {
    return put(bucket, key, text, request -> {});
  }

  PutObjectResponse put(
      String bucket, String key, String text, Consumer<PutObjectRequest.Builder> more) {
    return Sdk.call(
        sdk.putObject(
            request -> request.bucket(bucket).key(key).applyMutation(more),
            AsyncRequestBody.fromBytes(text.getBytes(StandardCharsets.UTF_8))));
  }

  ResponseBytes<GetObjectResponse> get(String bucket, String key) {
    return get(bucket, key, request -> {});
  }

  ResponseBytes<GetObjectResponse> get(
      String bucket, String key, Consumer<GetObjectRequest.Builder> more) {
    return Sdk.call(
        sdk.getObject(
            request -> request.bucket(bucket).key(key).applyMutation(more),
            AsyncResponseTransformer.toBytes()));
  }

  String text(String bucket, String key) {
    return get(bucket, key).asUtf8String();
  }

  /** Creates a bucket, or empties an existing one. */
  void bucket(String name) {
    Sdk.call(sdk.createBucket(request -> request.bucket(name)));
  }

  /** Asserts that a call fails with a status and an error code. */
  static void requireError(int status, String code, CompletableFuture<?> call) {
    S3Exception refusal =
        catchThrowableOfType(
            S3Exception.class,
            () -> {
              try {
                call.join();
              } catch (CompletionException failure) {
                throw failure.getCause();
              }
            });
    assertThat(refusal).isNotNull();
    assertThat(refusal.statusCode() + " " + refusal.awsErrorDetails().errorCode())
        .isEqualTo(status + " " + code);
  }

  @Override
  public void close() {
    sdk.close();
  }
}
