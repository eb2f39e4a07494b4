package io.longshore.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.longshore.fixture.Installation;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.CreateDataSetResponse;
import software.amazon.awssdk.services.dataexchange.model.DataExchangeException;
import software.amazon.awssdk.services.dataexchange.model.GetJobResponse;
import software.amazon.awssdk.services.dataexchange.model.State;

/** What tests by AWS's own client share. */
final class DataExchangeWalk {

  private DataExchangeWalk() {}

  /** A client of that account that never tries again. */
  static DataExchangeAsyncClient client(String account) {
    return client(account, Installation.shared().uri());
  }

  static DataExchangeAsyncClient client(String account, URI endpoint) {
    return DataExchangeAsyncClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(account, "test")))
        .overrideConfiguration(config -> config.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  static <T> T call(CompletableFuture<T> answer) {
    return answer.orTimeout(60, TimeUnit.SECONDS).join();
  }

  static <E extends DataExchangeException> E refused(
      Class<E> type, int status, Supplier<CompletableFuture<?>> call) {
    Throwable failure = catchThrowable(() -> call(call.get()));
    assertThat(failure).isInstanceOf(CompletionException.class);
    assertThat(failure.getCause()).isInstanceOf(type);
    E refusal = type.cast(failure.getCause());
    assertThat(refusal.statusCode()).isEqualTo(status);
    assertThat(refusal.awsErrorDetails().errorMessage()).isNotBlank();
    assertThat(refusal.requestId()).isNotBlank();
    return refusal;
  }

  static CreateDataSetResponse dataSet(DataExchangeAsyncClient client, AssetType type) {
    return call(client.createDataSet(r -> r.assetType(type).name("prices").description("All.")));
  }

  static String revision(DataExchangeAsyncClient client, String dataSet) {
    return call(client.createRevision(r -> r.dataSetId(dataSet))).id();
  }

  /** Starts a job and waits for its end. */
  static GetJobResponse run(DataExchangeAsyncClient client, String job) {
    call(client.startJob(r -> r.jobId(job)));
    return ended(client, job);
  }

  static GetJobResponse ended(DataExchangeAsyncClient client, String job) {
    return call(until(client, job));
  }

  private static CompletableFuture<GetJobResponse> until(
      DataExchangeAsyncClient client, String job) {
    return client
        .getJob(r -> r.jobId(job))
        .thenCompose(
            now ->
                now.state() == State.IN_PROGRESS
                    ? CompletableFuture.supplyAsync(
                            () -> job, CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS))
                        .thenCompose(later -> until(client, later))
                    : CompletableFuture.completedFuture(now));
  }
}
