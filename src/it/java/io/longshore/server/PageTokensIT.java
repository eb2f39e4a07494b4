package io.longshore.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.longshore.fixture.Installation;
import io.longshore.fixture.Sdk;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.services.cleanroomsml.CleanRoomsMlAsyncClient;
import software.amazon.awssdk.services.cleanroomsml.model.ColumnType;
import software.amazon.awssdk.services.cleanroomsml.model.DatasetType;
import software.amazon.awssdk.services.cleanroomsml.model.ValidationException;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;
import software.amazon.awssdk.services.personalize.model.InvalidNextTokenException;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.BadRequestException;

/** Page tokens of all services: each is valid for its account and list only. */
@Timeout(120)
class PageTokensIT {

  private static final String ME = "701000000001";
  private static final String OTHER = "701000000002";

  /**
   * A list of at least two entries with pages of one entry.
   *
   * @param asked returns the next token of a page by its token; null stands for the first page and
   *     for no next page
   * @param refusal the error of the service for an invalid token
   */
  private record Pages(
      BiFunction<String, String, CompletableFuture<String>> asked,
      Class<? extends Throwable> refusal) {

    String token(String account, String token) {
      return asked.apply(account, token).join();
    }

    void refuses(String account, String token) {
      Throwable failure = catchThrowable(() -> token(account, token));
      assertThat(failure).as(token).isNotNull();
      assertThat(failure.getCause()).isInstanceOf(refusal).hasMessageContaining("oken");
    }
  }

  @Test
  void tokens_of_pinpoint() {
    for (String account : List.of(ME, OTHER)) {
      try (PinpointAsyncClient client = client(PinpointAsyncClient.builder(), account)) {
        for (String name : List.of("a", "b", "c")) {
          client.createApp(r -> r.createApplicationRequest(c -> c.name(name))).join();
        }
      }
    }
    Pages apps =
        new Pages(
            (account, token) -> {
              PinpointAsyncClient client = client(PinpointAsyncClient.builder(), account);
              return client
                  .getApps(r -> r.pageSize("1").token(token))
                  .thenApply(page -> page.applicationsResponse().nextToken());
            },
            BadRequestException.class);
    requireValidForOneAccount(apps);

    String app =
        with(PinpointAsyncClient.builder(), c -> c.getApps(r -> r.pageSize("1")))
            .applicationsResponse()
            .item()
            .get(0)
            .id();
    Pages jobs =
        new Pages(
            (account, token) ->
                client(PinpointAsyncClient.builder(), account)
                    .getExportJobs(r -> r.applicationId(app).token(token))
                    .thenApply(page -> page.exportJobsResponse().nextToken()),
            BadRequestException.class);
    jobs.refuses(ME, apps.token(ME, null)); // of another operation
  }

  @Test
  void tokens_of_data_exchange() {
    String[] sets = new String[2];
    for (String account : List.of(OTHER, ME)) {
      DataExchangeAsyncClient client = client(DataExchangeAsyncClient.builder(), account);
      for (int i = 0; i < 2; i++) {
        String set =
            client
                .createDataSet(r -> r.name("s").description("s").assetType(AssetType.S3_SNAPSHOT))
                .join()
                .id();
        sets[i] = set;
        client.createRevision(r -> r.dataSetId(set)).join();
        client.createRevision(r -> r.dataSetId(set)).join();
      }
    }
    requireValidForOneAccount(
        new Pages(
            (account, token) ->
                client(DataExchangeAsyncClient.builder(), account)
                    .listDataSets(r -> r.maxResults(1).nextToken(token))
                    .thenApply(page -> page.nextToken()),
            software.amazon.awssdk.services.dataexchange.model.ValidationException.class));

    Function<String, Pages> revisions =
        set ->
            new Pages(
                (account, token) ->
                    client(DataExchangeAsyncClient.builder(), account)
                        .listDataSetRevisions(r -> r.dataSetId(set).maxResults(1).nextToken(token))
                        .thenApply(page -> page.nextToken()),
                software.amazon.awssdk.services.dataexchange.model.ValidationException.class);
    String token = revisions.apply(sets[0]).token(ME, null);
    assertThat(revisions.apply(sets[0]).token(ME, token)).isNull();
    revisions.apply(sets[1]).refuses(ME, token); // for another filter
  }

  @Test
  void tokens_of_personalize() {
    for (String account : List.of(ME, OTHER)) {
      PersonalizeAsyncClient client = client(PersonalizeAsyncClient.builder(), account);
      for (String name : List.of("tokens-a", "tokens-b", "tokens-c")) {
        client.createDatasetGroup(r -> r.name(name)).join();
      }
    }
    requireValidForOneAccount(
        new Pages(
            (account, token) ->
                client(PersonalizeAsyncClient.builder(), account)
                    .listDatasetGroups(r -> r.maxResults(1).nextToken(token))
                    .thenApply(page -> page.nextToken()),
            InvalidNextTokenException.class));
  }

  @Test
  void tokens_of_clean_rooms_ml() {
    for (String account : List.of(ME, OTHER)) {
      CleanRoomsMlAsyncClient client = client(CleanRoomsMlAsyncClient.builder(), account);
      for (String name : List.of("a", "b", "c")) {
        training(client, account, name).join();
      }
    }
    requireValidForOneAccount(
        new Pages(
            (account, token) ->
                client(CleanRoomsMlAsyncClient.builder(), account)
                    .listTrainingDatasets(r -> r.maxResults(1).nextToken(token))
                    .thenApply(page -> page.nextToken()),
            ValidationException.class));
  }

  private static CompletableFuture<?> training(
      CleanRoomsMlAsyncClient client, String account, String name) {
    return client.createTrainingDataset(
        r ->
            r.name(name)
                .roleArn("arn:aws:iam::" + account + ":role/r")
                .trainingData(
                    data ->
                        data.type(DatasetType.INTERACTIONS)
                            .inputConfig(
                                input ->
                                    input
                                        .schema(
                                            c -> c.columnName("u").columnTypes(ColumnType.USER_ID),
                                            c -> c.columnName("i").columnTypes(ColumnType.ITEM_ID),
                                            c ->
                                                c.columnName("t").columnTypes(ColumnType.TIMESTAMP))
                                        .dataSource(
                                            s ->
                                                s.glueDataSource(
                                                    g -> g.databaseName("db").tableName("t"))))));
  }

  /** A list continues with the unchanged token and with no other. */
  private static void requireValidForOneAccount(Pages pages) {
    String token = pages.token(ME, null);
    assertThat(token).matches("[A-Za-z0-9_-]{60,300}");
    assertThat(pages.token(ME, token)).isNotEqualTo(token);
    pages.refuses(OTHER, token);
    for (UnaryOperator<String> change :
        List.<UnaryOperator<String>>of(
            t -> t.substring(1),
            t -> t.substring(0, 20),
            t -> t + "AAAA",
            t -> (t.charAt(0) == 'A' ? 'B' : 'A') + t.substring(1),
            t -> "first")) {
      pages.refuses(ME, change.apply(token));
    }
  }

  private static <B extends AwsClientBuilder<B, PinpointAsyncClient>, T> T with(
      B builder, Function<PinpointAsyncClient, CompletableFuture<T>> call) {
    try (PinpointAsyncClient client = client(builder, ME)) {
      return call.apply(client).join();
    }
  }

  private static <B extends AwsClientBuilder<B, C>, C> C client(B builder, String account) {
    return Sdk.client(builder, Installation.shared().uri(), account);
  }
}
