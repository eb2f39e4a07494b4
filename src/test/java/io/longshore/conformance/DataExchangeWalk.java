package io.longshore.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.longshore.fixture.Installation;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AssetSourceEntry;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.CreateDataSetResponse;
import software.amazon.awssdk.services.dataexchange.model.CreateJobResponse;
import software.amazon.awssdk.services.dataexchange.model.DataExchangeException;
import software.amazon.awssdk.services.dataexchange.model.GetJobResponse;
import software.amazon.awssdk.services.dataexchange.model.State;
import software.amazon.awssdk.services.dataexchange.model.Type;

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

  /** Has objects of a bucket brought into a revision, and waits for the job's end. */
  static GetJobResponse imported(
      DataExchangeAsyncClient client, String set, String revision, String bucket, String... keys) {
    List<AssetSourceEntry> sources =
        Stream.of(keys)
            .map(key -> AssetSourceEntry.builder().bucket(bucket).key(key).build())
            .toList();
    CreateJobResponse job =
        call(
            client.createJob(
                r ->
                    r.type(Type.IMPORT_ASSETS_FROM_S3)
                        .details(
                            d ->
                                d.importAssetsFromS3(
                                    i ->
                                        i.dataSetId(set)
                                            .revisionId(revision)
                                            .assetSources(sources)))));
    return run(client, job.id());
  }

  /** A finalized revision of that one object. */
  static String published(DataExchangeAsyncClient client, String set, String bucket, String key) {
    String revision = revision(client, set);
    assertThat(imported(client, set, revision, bucket, key).state()).isEqualTo(State.COMPLETED);
    call(client.updateRevision(r -> r.dataSetId(set).revisionId(revision).finalized(true)));
    return revision;
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
