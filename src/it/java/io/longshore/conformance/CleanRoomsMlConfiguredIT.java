package io.longshore.conformance;

import static io.longshore.conformance.CleanRoomsMlCalls.role;
import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cleanroomsml.model.AccessDeniedException;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceSizeType;
import software.amazon.awssdk.services.cleanroomsml.model.ConfiguredAudienceModelOutputConfig;
import software.amazon.awssdk.services.cleanroomsml.model.ConflictException;
import software.amazon.awssdk.services.cleanroomsml.model.CreateConfiguredAudienceModelRequest;
import software.amazon.awssdk.services.cleanroomsml.model.GetConfiguredAudienceModelResponse;
import software.amazon.awssdk.services.cleanroomsml.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cleanroomsml.model.SharedAudienceMetrics;
import software.amazon.awssdk.services.cleanroomsml.model.ValidationException;

/** Configured audience models with the AWS SDK for Java. */
class CleanRoomsMlConfiguredIT extends TrainedModel {

  @Test
  void configured_models_are_created_shown_changed_and_deleted() {
    String arn =
        call(owner.client.createConfiguredAudienceModel(
                owner
                    .configuration("whole", model)
                    .andThen(r -> r.description("All of it").tags(Map.of("a", "b")))))
            .configuredAudienceModelArn();

    GetConfiguredAudienceModelResponse shown =
        call(owner.client.getConfiguredAudienceModel(r -> r.configuredAudienceModelArn(arn)));
    assertThat(shown.name()).isEqualTo("whole");
    assertThat(shown.description()).isEqualTo("All of it");
    assertThat(shown.audienceModelArn()).isEqualTo(model);
    assertThat(shown.outputConfig().roleArn()).isEqualTo(role(OWNER));
    assertThat(shown.sharedAudienceMetrics()).containsExactly(SharedAudienceMetrics.ALL);
    assertThat(shown.minMatchingSeedSize()).isEqualTo(25);
    assertThat(shown.audienceSizeConfig().audienceSizeBins()).containsExactly(100, 500);
    assertThat(shown.childResourceTagOnCreatePolicy()).isNull();
    assertThat(shown.tags()).containsOnly(Map.entry("a", "b"));

    call(
        owner.client.updateConfiguredAudienceModel(
            r ->
                r.configuredAudienceModelArn(arn)
                    .minMatchingSeedSize(30)
                    .sharedAudienceMetrics(SharedAudienceMetrics.NONE)));
    GetConfiguredAudienceModelResponse changed =
        call(owner.client.getConfiguredAudienceModel(r -> r.configuredAudienceModelArn(arn)));
    assertThat(changed.minMatchingSeedSize()).isEqualTo(30);
    assertThat(changed.sharedAudienceMetrics()).containsExactly(SharedAudienceMetrics.NONE);
    assertThat(changed.description()).isEqualTo("All of it");
    assertThat(changed.audienceSizeConfig()).isEqualTo(shown.audienceSizeConfig());
    assertThat(changed.updateTime()).isAfterOrEqualTo(shown.updateTime());
    assertThat(call(owner.client.listConfiguredAudienceModels(r -> {})).configuredAudienceModels())
        .anyMatch(listed -> listed.configuredAudienceModelArn().equals(arn));
    assertThat(call(otherAccount.listConfiguredAudienceModels(r -> {})).configuredAudienceModels())
        .isEmpty();
    refused(
        AccessDeniedException.class,
        403,
        () -> otherAccount.getConfiguredAudienceModel(r -> r.configuredAudienceModelArn(arn)));
    refused(
        AccessDeniedException.class,
        403,
        () ->
            otherAccount.updateConfiguredAudienceModel(
                r -> r.configuredAudienceModelArn(arn).minMatchingSeedSize(30)));
    refused(
        AccessDeniedException.class,
        403,
        () -> otherAccount.deleteConfiguredAudienceModel(r -> r.configuredAudienceModelArn(arn)));
    call(owner.client.deleteConfiguredAudienceModel(r -> r.configuredAudienceModelArn(arn)));
    refused(
        ResourceNotFoundException.class,
        404,
        () -> owner.client.getConfiguredAudienceModel(r -> r.configuredAudienceModelArn(arn)));
    refused(
        ResourceNotFoundException.class,
        404,
        () ->
            owner.client.updateConfiguredAudienceModel(
                r -> r.configuredAudienceModelArn(arn).minMatchingSeedSize(30)));
    refused(
        ResourceNotFoundException.class,
        404,
        () -> owner.client.deleteConfiguredAudienceModel(r -> r.configuredAudienceModelArn(arn)));
  }

  @Test
  void a_configuration_that_cannot_work_is_refused() {
    var valid = owner.configuration("refused", model);

    invalid(valid.andThen(sizes(AudienceSizeType.PERCENTAGE, 50, 101)));
    invalid(valid.andThen(sizes(AudienceSizeType.ABSOLUTE, 50, 50)));
    invalid(valid.andThen(r -> r.minMatchingSeedSize(24)));
    invalid(valid.andThen(r -> r.outputConfig(to("s3://UPPER/", OWNER))));
    refused(
        AccessDeniedException.class,
        403,
        () ->
            owner.client.createConfiguredAudienceModel(
                valid.andThen(r -> r.outputConfig(to("s3://bucket/", OTHER_ACCOUNT)))));
    refused(
        ResourceNotFoundException.class,
        404,
        () ->
            owner.client.createConfiguredAudienceModel(
                valid.andThen(r -> r.audienceModelArn(model.replaceFirst("/.*", "/none")))));
    refused(
        AccessDeniedException.class,
        403,
        () ->
            otherAccount.createConfiguredAudienceModel(
                valid.andThen(r -> r.outputConfig(to("s3://bucket/", OTHER_ACCOUNT)))));
    String made = owner.configured("refused", model);
    refused(ConflictException.class, 409, () -> owner.client.createConfiguredAudienceModel(valid));
    refused(
        ValidationException.class,
        400,
        () ->
            owner.client.updateConfiguredAudienceModel(
                r ->
                    r.configuredAudienceModelArn(made)
                        .audienceSizeConfig(
                            sizes ->
                                sizes
                                    .audienceSizeType(AudienceSizeType.PERCENTAGE)
                                    .audienceSizeBins(101))));
    refused(
        ResourceNotFoundException.class,
        404,
        () ->
            owner.client.updateConfiguredAudienceModel(
                r ->
                    r.configuredAudienceModelArn(made)
                        .audienceModelArn(model.replaceFirst("/.*", "/none"))));
  }

  private static void invalid(Consumer<CreateConfiguredAudienceModelRequest.Builder> request) {
    refused(
        ValidationException.class, 400, () -> owner.client.createConfiguredAudienceModel(request));
  }

  private static Consumer<CreateConfiguredAudienceModelRequest.Builder> sizes(
      AudienceSizeType type, Integer... bins) {
    return r -> r.audienceSizeConfig(sizes -> sizes.audienceSizeType(type).audienceSizeBins(bins));
  }

  private static ConfiguredAudienceModelOutputConfig to(String uri, String account) {
    return ConfiguredAudienceModelOutputConfig.builder()
        .roleArn(role(account))
        .destination(to -> to.s3Destination(s3 -> s3.s3Uri(uri)))
        .build();
  }
}
