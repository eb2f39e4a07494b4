package io.longshore.objectstore.s3;

import io.longshore.objectstore.ObjectStoreError;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * An error response of S3 that a test has asked for.
 *
 * @param status the HTTP status
 * @param code S3's error code, for example {@code SlowDown}
 */
public record S3Fault(int status, String code) {

  /** The error as the SDK reports it, classified like every other one. */
  ObjectStoreError of(String operation, String bucket, Optional<String> key, String endpoint) {
    S3Call call = new S3Call(S3Call.actionOf(operation), bucket, key, endpoint);
    return S3Failure.of(call, exception());
  }

  private Throwable exception() {
    return S3Exception.builder()
        .statusCode(status)
        .requestId(UUID.randomUUID().toString())
        .message(code)
        .awsErrorDetails(
            AwsErrorDetails.builder()
                .errorCode(code)
                .errorMessage("A test asked for this response")
                .serviceName("S3")
                .rawResponse(SdkBytes.fromByteArray(new byte[0]))
                .sdkHttpResponse(SdkHttpResponse.builder().statusCode(status).build())
                .build())
        .build();
  }
}
