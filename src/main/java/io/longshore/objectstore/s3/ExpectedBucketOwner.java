package io.longshore.objectstore.s3;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;

/**
 * Adds the expected owner of the bucket to every call, so that S3 refuses a bucket that another
 * account created under the expected name.
 *
 * @param account the owner of the buckets
 * @param except the server's own bucket, which may have another owner
 */
public record ExpectedBucketOwner(String account, String except) implements ExecutionInterceptor {

  private static final String BUCKET = "x-amz-expected-bucket-owner";
  private static final String SOURCE = "x-amz-source-expected-bucket-owner";

  @Override
  public SdkHttpRequest modifyHttpRequest(
      Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
    SdkHttpRequest.Builder sent = context.httpRequest().toBuilder();
    headers(context.request()).forEach(sent::putHeader);
    return sent.build();
  }

  /** The headers to add to the request. */
  Map<String, String> headers(SdkRequest request) {
    Map<String, String> headers = new TreeMap<>();
    boolean copy = request instanceof UploadPartCopyRequest;
    named(request, copy ? "DestinationBucket" : "Bucket")
        .ifPresent(bucket -> headers.put(BUCKET, account));
    named(request, "CopySource") // made by the SDK of bucket and key
        .or(() -> named(request, "SourceBucket"))
        .ifPresent(bucket -> headers.put(SOURCE, account));
    return headers;
  }

  private Optional<String> named(SdkRequest request, String field) {
    return request
        .getValueForField(field, String.class)
        .map(value -> value.split("/", 2)[0])
        .filter(bucket -> !bucket.equals(except));
  }
}
