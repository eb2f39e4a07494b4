package io.longshore.conformance;

import static io.longshore.conformance.CleanRoomsMlCalls.column;
import static io.longshore.conformance.CleanRoomsMlCalls.dataset;
import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cleanroomsml.CleanRoomsMlAsyncClient;
import software.amazon.awssdk.services.cleanroomsml.model.AccessDeniedException;
import software.amazon.awssdk.services.cleanroomsml.model.CleanRoomsMlException;
import software.amazon.awssdk.services.cleanroomsml.model.ColumnType;
import software.amazon.awssdk.services.cleanroomsml.model.ConflictException;
import software.amazon.awssdk.services.cleanroomsml.model.GetTrainingDatasetResponse;
import software.amazon.awssdk.services.cleanroomsml.model.ListTrainingDatasetsResponse;
import software.amazon.awssdk.services.cleanroomsml.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cleanroomsml.model.TrainingDatasetStatus;
import software.amazon.awssdk.services.cleanroomsml.model.TrainingDatasetSummary;
import software.amazon.awssdk.services.cleanroomsml.model.ValidationException;

/** Training datasets and tags with the AWS SDK for Java. */
class CleanRoomsMlSdkIT {

  private static final String OWNER = "111133334444";

  private static CleanRoomsMlAsyncClient client;
  private static CleanRoomsMlAsyncClient otherAccount;

  @BeforeAll
  static void start() {
    client = CleanRoomsMlCalls.client(OWNER);
    otherAccount = CleanRoomsMlCalls.client("555566667777");
  }

  @AfterAll
  static void stop() {
    client.close();
    otherAccount.close();
  }

  private static String made(String name) {
    return call(client.createTrainingDataset(dataset(OWNER, name, "lake", "clicks")))
        .trainingDatasetArn();
  }

  @Test
  void training_datasets_are_created_shown_and_deleted() {
    String arn =
        call(client.createTrainingDataset(
                dataset(OWNER, "Käufe 😀", "lake", "clicks of 2026")
                    .andThen(r -> r.description("All.\nOf them").tags(Map.of("team", "a=b")))))
            .trainingDatasetArn();

    assertThat(arn).matches("arn:aws:cleanrooms-ml:us-east-1:" + OWNER + ":training-dataset/\\w+");
    GetTrainingDatasetResponse shown =
        call(client.getTrainingDataset(r -> r.trainingDatasetArn(arn)));
    assertThat(shown.name()).isEqualTo("Käufe 😀");
    assertThat(shown.description()).isEqualTo("All.\nOf them");
    assertThat(shown.status()).isEqualTo(TrainingDatasetStatus.ACTIVE);
    assertThat(shown.roleArn()).isEqualTo(CleanRoomsMlCalls.role(OWNER));
    assertThat(shown.createTime()).isEqualTo(shown.updateTime());
    assertThat(shown.tags()).containsExactly(Map.entry("team", "a=b"));
    assertThat(shown.trainingData())
        .singleElement()
        .satisfies(
            data -> {
              assertThat(data.inputConfig().schema())
                  .containsExactly(
                      column("user", ColumnType.USER_ID),
                      column("item", ColumnType.ITEM_ID),
                      column("at", ColumnType.TIMESTAMP));
              assertThat(data.inputConfig().dataSource().glueDataSource().tableName())
                  .isEqualTo("clicks of 2026");
            });
    refused(
        AccessDeniedException.class,
        403,
        () -> otherAccount.getTrainingDataset(r -> r.trainingDatasetArn(arn)));
    refused(
        AccessDeniedException.class,
        403,
        () -> otherAccount.deleteTrainingDataset(r -> r.trainingDatasetArn(arn)));
    call(client.deleteTrainingDataset(r -> r.trainingDatasetArn(arn)));
    refused(
        ResourceNotFoundException.class,
        404,
        () -> client.getTrainingDataset(r -> r.trainingDatasetArn(arn)));
    refused(
        ResourceNotFoundException.class,
        404,
        () -> client.deleteTrainingDataset(r -> r.trainingDatasetArn(arn)));
  }

  @Test
  void a_region_sees_only_its_own() {
    String arn = made("of us-east-1");

    try (CleanRoomsMlAsyncClient otherRegion = CleanRoomsMlCalls.client(OWNER, Region.EU_WEST_1)) {
      refused(
          ResourceNotFoundException.class,
          404,
          () -> otherRegion.getTrainingDataset(r -> r.trainingDatasetArn(arn)));
      assertThat(call(otherRegion.listTrainingDatasets(r -> {})).trainingDatasets()).isEmpty();
      assertThat(
              call(otherRegion.createTrainingDataset(dataset(OWNER, "of us-east-1", "a", "b")))
                  .trainingDatasetArn())
          .contains(":eu-west-1:");
    }
    assertThat(call(client.getTrainingDataset(r -> r.trainingDatasetArn(arn))).name())
        .isEqualTo("of us-east-1");
  }

  @Test
  void a_name_is_taken_once_in_an_account() {
    String first = made("twice");

    ConflictException refusal =
        refused(
            ConflictException.class,
            409,
            () -> client.createTrainingDataset(dataset(OWNER, "twice", "lake", "clicks")));

    assertThat(refusal.getMessage()).contains("twice");
    call(otherAccount.createTrainingDataset(dataset("555566667777", "twice", "lake", "clicks")));
    call(client.deleteTrainingDataset(r -> r.trainingDatasetArn(first)));
    assertThat(made("twice")).isNotEqualTo(first);
  }

  @Test
  void roles_and_catalogs_of_other_accounts_are_refused() {
    refused(
        AccessDeniedException.class,
        403,
        () -> client.createTrainingDataset(dataset("555566667777", "role", "lake", "clicks")));
    refused(
        AccessDeniedException.class,
        403,
        () ->
            client.createTrainingDataset(
                dataset(OWNER, "catalog", "lake", "clicks")
                    .andThen(r -> r.trainingData(CleanRoomsMlCalls.inCatalog("555566667777")))));
    call(
        client.createTrainingDataset(
            dataset(OWNER, "catalog", "lake", "clicks")
                .andThen(r -> r.trainingData(CleanRoomsMlCalls.inCatalog(OWNER)))));
  }

  @Test
  void a_schema_needs_a_user_an_item_and_a_time_each_once() {
    assertThat(
            refused(
                    ValidationException.class,
                    400,
                    () ->
                        client.createTrainingDataset(
                            dataset(
                                OWNER,
                                "no time",
                                "lake",
                                "clicks",
                                column("user", ColumnType.USER_ID),
                                column("item", ColumnType.ITEM_ID))))
                .getMessage())
        .contains("TIMESTAMP");
    assertThat(
            refused(
                    ValidationException.class,
                    400,
                    () ->
                        client.createTrainingDataset(
                            dataset(
                                OWNER,
                                "same name",
                                "lake",
                                "clicks",
                                column("user", ColumnType.USER_ID),
                                column("user", ColumnType.ITEM_ID),
                                column("at", ColumnType.TIMESTAMP))))
                .getMessage())
        .contains("'user' twice");
    refused(
        ValidationException.class,
        400,
        () -> client.createTrainingDataset(dataset(OWNER, "   ", "lake", "clicks")));
    refused(
        ValidationException.class,
        400,
        () -> client.createTrainingDataset(dataset(OWNER, "a".repeat(64), "lake", "clicks")));
    call(
        client.createTrainingDataset(
            dataset(
                OWNER,
                "more columns",
                "lake",
                "clicks",
                column("user", ColumnType.USER_ID),
                column("item", ColumnType.ITEM_ID),
                column("at", ColumnType.TIMESTAMP),
                column("genre", ColumnType.CATEGORICAL_FEATURE),
                column("price", ColumnType.NUMERICAL_FEATURE))));
  }

  @Test
  void lists_are_newest_first_and_pages_are_stable_while_others_add() {
    String account = "111133330001";
    try (CleanRoomsMlAsyncClient own = CleanRoomsMlCalls.client(account)) {
      List<String> made =
          IntStream.range(0, 5)
              .mapToObj(
                  i -> call(own.createTrainingDataset(dataset(account, "set " + i, "lake", "t"))))
              .map(r -> r.trainingDatasetArn())
              .toList();
      List<String> listed = new ArrayList<>();
      String token = null;
      int more = 0;
      do {
        String from = token;
        ListTrainingDatasetsResponse page =
            call(own.listTrainingDatasets(r -> r.maxResults(2).nextToken(from)));
        page.trainingDatasets().stream()
            .map(TrainingDatasetSummary::trainingDatasetArn)
            .forEach(listed::add);
        token = page.nextToken();
        String later = "later " + more++;
        call(own.createTrainingDataset(dataset(account, later, "lake", "t")));
      } while (token != null);

      assertThat(listed).hasSize(5).containsExactlyInAnyOrderElementsOf(made);
      String first = call(own.listTrainingDatasets(r -> r.maxResults(1))).nextToken();
      refused(
          ValidationException.class,
          400,
          () -> client.listTrainingDatasets(r -> r.nextToken(first)));
      refused(
          ValidationException.class, 400, () -> own.listTrainingDatasets(r -> r.maxResults(101)));
    }
  }

  @Test
  void tags_are_added_replaced_removed_and_bounded() {
    String arn = made("tagged");

    call(client.tagResource(r -> r.resourceArn(arn).tags(Map.of("a", "1", "b/c", "2"))));
    call(client.tagResource(r -> r.resourceArn(arn).tags(Map.of("a", "3", "ü&", ""))));
    call(client.untagResource(r -> r.resourceArn(arn).tagKeys("b/c", "none")));

    assertThat(call(client.listTagsForResource(r -> r.resourceArn(arn))).tags())
        .containsOnly(Map.entry("a", "3"), Map.entry("ü&", ""));
    Map<String, String> many =
        IntStream.range(0, 49).boxed().collect(Collectors.toMap(i -> "k" + i, i -> "v"));
    refused(
        ValidationException.class,
        400,
        () -> client.tagResource(r -> r.resourceArn(arn).tags(many)));
    refused(
        ValidationException.class,
        400,
        () -> client.tagResource(r -> r.resourceArn(arn).tags(Map.of("aws:x", "1"))));
    noTags(AccessDeniedException.class, 403, otherAccount, arn);
    String gone = arn.replaceFirst("/.*", "/0123456789abcdef0123456789abcdef");
    noTags(ResourceNotFoundException.class, 404, client, gone);
    refused(
        ValidationException.class,
        400,
        () -> client.listTagsForResource(r -> r.resourceArn("arn:aws:s3:::some-bucket-of-mine")));
    assertThat(call(client.listTagsForResource(r -> r.resourceArn(arn))).tags()).hasSize(2);
  }

  private static void noTags(
      Class<? extends CleanRoomsMlException> refusal,
      int status,
      CleanRoomsMlAsyncClient who,
      String arn) {
    refused(refusal, status, () -> who.tagResource(r -> r.resourceArn(arn).tags(Map.of("a", "1"))));
    refused(refusal, status, () -> who.untagResource(r -> r.resourceArn(arn).tagKeys("a")));
    refused(refusal, status, () -> who.listTagsForResource(r -> r.resourceArn(arn)));
  }
}
