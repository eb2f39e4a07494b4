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
 * Tells S3 with every call whose the bucket must be, so that a bucket that others made under an
 * expected name is refused.
 *
 * @param account who must own the buckets of a role
 * @param except the house's own bucket, which need not be that account's
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

  /** What goes along with that request. */
  Map<String, String> headers(SdkRequest request) {
    Map<String, String> headers = new TreeMap<>();
    boolean copy = request instanceof UploadPartCopyRequest;
    named(request, copy ? "DestinationBucket" : "Bucket")
        .ifPresent(bucket -> headers.put(BUCKET, account));
    named(request, "CopySource") // which the SDK makes of its bucket and its key
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
