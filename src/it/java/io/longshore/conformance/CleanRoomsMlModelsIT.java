package io.longshore.conformance;

import static io.longshore.conformance.CleanRoomsMlCalls.column;
import static io.longshore.conformance.CleanRoomsMlCalls.dataset;
import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.refused;
import static io.longshore.fixture.Sdk.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Gzip;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cleanroomsml.model.AccessDeniedException;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceModelStatus;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceModelSummary;
import software.amazon.awssdk.services.cleanroomsml.model.ColumnType;
import software.amazon.awssdk.services.cleanroomsml.model.ConflictException;
import software.amazon.awssdk.services.cleanroomsml.model.GetAudienceModelResponse;
import software.amazon.awssdk.services.cleanroomsml.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cleanroomsml.model.ValidationException;

/** Audience models with the AWS SDK for Java. */
class CleanRoomsMlModelsIT extends TrainedModel {

  @Test
  void a_model_shows_its_parameters_and_is_deleted_once_unused() {
    Instant from = Instant.ofEpochSecond(1_700_000_000L);
    Instant to = Instant.ofEpochSecond(1_700_000_010L);
    String key = "arn:aws:kms:us-east-1:" + OWNER + ":key/k";
    String arn =
        call(owner.client.createAudienceModel(
                r ->
                    r.name("window")
                        .description("Ten seconds")
                        .trainingDatasetArn(data)
                        .trainingDataStartTime(from)
                        .trainingDataEndTime(to)
                        .kmsKeyArn(key)
                        .tags(Map.of("a", "b"))))
            .audienceModelArn();

    GetAudienceModelResponse trained = owner.trained(arn);
    assertThat(trained.status()).isEqualTo(AudienceModelStatus.ACTIVE);
    assertThat(trained.name()).isEqualTo("window");
    assertThat(trained.description()).isEqualTo("Ten seconds");
    assertThat(trained.trainingDatasetArn()).isEqualTo(data);
    assertThat(trained.trainingDataStartTime()).isEqualTo(from);
    assertThat(trained.trainingDataEndTime()).isEqualTo(to);
    assertThat(trained.kmsKeyArn()).isEqualTo(key);
    assertThat(trained.tags()).containsOnly(Map.entry("a", "b"));
    assertThat(trained.updateTime()).isAfterOrEqualTo(trained.createTime());
    assertThat(server.rows("select interactions from cleanroomsml_model where arn = $1", arn))
        .singleElement()
        .satisfies(row -> assertThat(row.getLong(0)).isLessThanOrEqualTo(TwoTasteData.USERS * 11));
    String configured = owner.configured("uses window", arn);
    refused(
        ConflictException.class,
        409,
        () -> owner.client.deleteAudienceModel(r -> r.audienceModelArn(arn)));
    refused(
        ConflictException.class,
        409,
        () -> owner.client.deleteTrainingDataset(r -> r.trainingDatasetArn(data)));
    call(owner.client.deleteConfiguredAudienceModel(r -> r.configuredAudienceModelArn(configured)));
    refused(
        AccessDeniedException.class,
        403,
        () -> otherAccount.deleteAudienceModel(r -> r.audienceModelArn(arn)));
    call(owner.client.deleteAudienceModel(r -> r.audienceModelArn(arn)));
    until(
        () -> owner.client.listAudienceModels(r -> {}),
        list -> list.audienceModels().stream().noneMatch(m -> m.audienceModelArn().equals(arn)));
    refused(
        ResourceNotFoundException.class,
        404,
        () -> owner.client.getAudienceModel(r -> r.audienceModelArn(arn)));
    refused(
        ResourceNotFoundException.class,
        404,
        () -> owner.client.deleteAudienceModel(r -> r.audienceModelArn(arn)));
    assertThat(server.rows("select from cleanroomsml_model where arn = $1", arn)).isEmpty();
  }

  @Test
  void models_are_refused_without_a_dataset_with_a_used_name_and_for_an_inverted_window() {
    refused(
        ResourceNotFoundException.class,
        404,
        () ->
            owner.client.createAudienceModel(
                r -> r.name("x").trainingDatasetArn(data.replaceFirst("/.*", "/none"))));
    refused(
        AccessDeniedException.class,
        403,
        () -> otherAccount.createAudienceModel(r -> r.name("x").trainingDatasetArn(data)));
    refused(
        ConflictException.class,
        409,
        () -> owner.client.createAudienceModel(r -> r.name("tastes").trainingDatasetArn(data)));
    refused(
        ValidationException.class,
        400,
        () ->
            owner.client.createAudienceModel(
                r ->
                    r.name("x")
                        .trainingDatasetArn(data)
                        .trainingDataStartTime(Instant.ofEpochSecond(2))
                        .trainingDataEndTime(Instant.ofEpochSecond(2))));
    refused(
        AccessDeniedException.class,
        403,
        () -> otherAccount.getAudienceModel(r -> r.audienceModelArn(model)));
    refused(
        ValidationException.class,
        400,
        () -> owner.client.getAudienceModel(r -> r.audienceModelArn(data)));
    assertThat(call(owner.client.listAudienceModels(r -> {})).audienceModels())
        .extracting(AudienceModelSummary::name)
        .contains("tastes")
        .doesNotContain("x");
  }

  @Test
  void failed_training_explains_how_to_fix_the_cause() {
    byte[] whole = Gzip.packed(TwoTasteData.csv(0, 50));
    server.objects.put(BUCKET, "broken/all.csv.gz", Arrays.copyOf(whole, whole.length / 2));
    server.objects.put(
        BUCKET, "bad/all.csv", "user,item,at\nu,i,yesterday\n".getBytes(StandardCharsets.UTF_8));
    String unknownColumn =
        call(owner.client.createTrainingDataset(
                dataset(
                    OWNER,
                    "unknown column",
                    BUCKET,
                    "clicks",
                    column("person", ColumnType.USER_ID),
                    column("item", ColumnType.ITEM_ID),
                    column("at", ColumnType.TIMESTAMP))))
            .trainingDatasetArn();

    untrained(unknownColumn, "person");
    untrained(owner.trainingDataset("missing", "missing"), "missing");
    untrained(owner.trainingDataset("broken", "broken"), "all.csv.gz");
    untrained(owner.trainingDataset("bad", "bad"), "yesterday");
  }

  private static void untrained(String dataset, String why) {
    String arn = owner.model("fails for " + why, dataset);
    GetAudienceModelResponse failed = owner.trained(arn);
    assertThat(failed.status()).isEqualTo(AudienceModelStatus.CREATE_FAILED);
    assertThat(failed.statusDetails().message()).contains(why);
    refused(
        ConflictException.class,
        409,
        () -> owner.client.createConfiguredAudienceModel(owner.configuration("no", arn)));
    call(owner.client.deleteAudienceModel(r -> r.audienceModelArn(arn)));
  }
}
