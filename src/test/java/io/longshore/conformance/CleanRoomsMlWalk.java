package io.longshore.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.longshore.fixture.Installation;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cleanroomsml.CleanRoomsMlAsyncClient;
import software.amazon.awssdk.services.cleanroomsml.model.CleanRoomsMlException;
import software.amazon.awssdk.services.cleanroomsml.model.ColumnSchema;
import software.amazon.awssdk.services.cleanroomsml.model.ColumnType;
import software.amazon.awssdk.services.cleanroomsml.model.CreateTrainingDatasetRequest;
import software.amazon.awssdk.services.cleanroomsml.model.DatasetType;

/** What tests by AWS's own client share. */
final class CleanRoomsMlWalk {

  private CleanRoomsMlWalk() {}

  /** A client of that account that never tries again. */
  static CleanRoomsMlAsyncClient client(String account) {
    return client(account, Region.US_EAST_1);
  }

  static CleanRoomsMlAsyncClient client(String account, Region region) {
    return client(account, region, Installation.shared().uri());
  }

  static CleanRoomsMlAsyncClient client(String account, Region region, URI endpoint) {
    return CleanRoomsMlAsyncClient.builder()
        .endpointOverride(endpoint)
        .region(region)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(account, "test")))
        .overrideConfiguration(config -> config.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  static String role(String account) {
    return "arn:aws:iam::" + account + ":role/audiences";
  }

  static <T> T call(CompletableFuture<T> answer) {
    return answer.orTimeout(60, TimeUnit.SECONDS).join();
  }

  static <E extends CleanRoomsMlException> E refused(
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

  /** A training dataset with the columns user, item and at. */
  static Consumer<CreateTrainingDatasetRequest.Builder> dataset(
      String account, String name, String database, String table) {
    return dataset(
        account,
        name,
        database,
        table,
        column("user", ColumnType.USER_ID),
        column("item", ColumnType.ITEM_ID),
        column("at", ColumnType.TIMESTAMP));
  }

  static Consumer<CreateTrainingDatasetRequest.Builder> dataset(
      String account, String name, String database, String table, ColumnSchema... columns) {
    return request ->
        request
            .name(name)
            .roleArn(role(account))
            .trainingData(
                data ->
                    data.type(DatasetType.INTERACTIONS)
                        .inputConfig(
                            input ->
                                input
                                    .schema(columns)
                                    .dataSource(
                                        source ->
                                            source.glueDataSource(
                                                glue ->
                                                    glue.databaseName(database)
                                                        .tableName(table)))));
  }

  static ColumnSchema column(String name, ColumnType type) {
    return ColumnSchema.builder().columnName(name).columnTypes(type).build();
  }

  /** Asks again until the answer is as wished; fails after two minutes. */
  static <T> T until(Supplier<CompletableFuture<T>> question, Predicate<T> wish) {
    return asked(question, wish).orTimeout(120, TimeUnit.SECONDS).join();
  }

  private static <T> CompletableFuture<T> asked(
      Supplier<CompletableFuture<T>> question, Predicate<T> wish) {
    return question
        .get()
        .thenCompose(
            answer ->
                wish.test(answer)
                    ? CompletableFuture.completedFuture(answer)
                    : CompletableFuture.supplyAsync(
                            () -> answer,
                            CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS))
                        .thenCompose(later -> asked(question, wish)));
  }
}
