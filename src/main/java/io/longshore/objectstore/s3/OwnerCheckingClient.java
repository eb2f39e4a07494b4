package io.longshore.objectstore.s3;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.DelegatingS3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.S3Request;

/** A client that adds the expected bucket owner to every call; it shares another's connections. */
final class OwnerCheckingClient extends DelegatingS3AsyncClient {

  private final ExpectedBucketOwner owner;

  OwnerCheckingClient(S3AsyncClient client, ExpectedBucketOwner owner) {
    super(client);
    this.owner = owner;
  }

  @Override
  @SuppressWarnings("unchecked") // a copy of a request has the same class
  protected <T extends S3Request, R> CompletableFuture<R> invokeOperation(
      T request, Function<T, CompletableFuture<R>> operation) {
    AwsRequestOverrideConfiguration.Builder calls =
        request
            .overrideConfiguration()
            .map(AwsRequestOverrideConfiguration::toBuilder)
            .orElseGet(AwsRequestOverrideConfiguration::builder);
    for (Map.Entry<String, String> header : owner.headers(request).entrySet()) {
      calls.putHeader(header.getKey(), header.getValue());
    }
    return operation.apply((T) request.toBuilder().overrideConfiguration(calls.build()).build());
  }

  @Override
  public void close() {
    // The wrapped client is shared.
  }
}
