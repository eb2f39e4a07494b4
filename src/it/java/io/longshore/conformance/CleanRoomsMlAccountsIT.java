package io.longshore.conformance;

import static io.longshore.conformance.AudienceCalls.export;
import static io.longshore.conformance.AudienceCalls.id;
import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.refused;
import static io.longshore.fixture.Sdk.until;
import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.cleanroomsml.model.AudienceSizeType.ABSOLUTE;

import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cleanroomsml.model.AccessDeniedException;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceExportJobStatus;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceExportJobSummary;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceGenerationJobStatus;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceGenerationJobSummary;
import software.amazon.awssdk.services.cleanroomsml.model.ConflictException;
import software.amazon.awssdk.services.cleanroomsml.model.GetAudienceGenerationJobResponse;
import software.amazon.awssdk.services.cleanroomsml.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cleanroomsml.model.TagOnCreatePolicy;

/** A model that another account may use, and what each of the two accounts sees. */
class CleanRoomsMlAccountsIT extends TrainedModel {

  @Test
  void an_allowed_account_starts_jobs_on_anothers_model_and_each_sees_its_own() {
    String configured =
        call(owner.client.createConfiguredAudienceModel(
                owner
                    .configuration("shared", model)
                    .andThen(
                        r ->
                            r.tags(Map.of("owner", "a"))
                                .childResourceTagOnCreatePolicy(
                                    TagOnCreatePolicy.FROM_PARENT_RESOURCE))))
            .configuredAudienceModelArn();
    refused(
        AccessDeniedException.class,
        403,
        () ->
            allowed.client.startAudienceGenerationJob(
                allowed.generation("mine", configured, "seed.jsonl")));
    CleanRoomsMlCalls.allow(owner.client, configured, ALLOWED);
    refused(
        AccessDeniedException.class,
        403,
        () ->
            otherAccount.startAudienceGenerationJob(
                new AudienceCalls(otherAccount, OTHER_ACCOUNT, BUCKET)
                    .generation("mine", configured, "seed.jsonl")));

    String theirs =
        call(allowed.client.startAudienceGenerationJob(
                allowed
                    .generation("mine", configured, "seed.jsonl")
                    .andThen(r -> r.tags(Map.of("mine", "b")).description("A try"))))
            .audienceGenerationJobArn();
    String owners = theirs.replace(ALLOWED, OWNER);

    assertThat(theirs).contains(":" + ALLOWED + ":audience-generation-job/");
    assertThat(allowed.generated(theirs).status()).isEqualTo(AudienceGenerationJobStatus.ACTIVE);
    GetAudienceGenerationJobResponse mine =
        call(allowed.client.getAudienceGenerationJob(r -> r.audienceGenerationJobArn(theirs)));
    GetAudienceGenerationJobResponse seen =
        call(owner.client.getAudienceGenerationJob(r -> r.audienceGenerationJobArn(owners)));
    assertThat(mine.name()).isEqualTo("mine");
    assertThat(seen.name()).isEqualTo(ALLOWED + "-mine");
    assertThat(seen.startedBy()).isEqualTo(ALLOWED).isEqualTo(mine.startedBy());
    assertThat(mine.seedAudience()).isNotNull();
    assertThat(seen.seedAudience()).isNull();
    assertThat(mine.tags()).containsOnly(Map.entry("mine", "b"));
    assertThat(seen.tags()).containsOnly(Map.entry("owner", "a"));
    assertThat(seen.configuredAudienceModelArn()).isEqualTo(configured);
    refused(
        AccessDeniedException.class,
        403,
        () -> owner.client.getAudienceGenerationJob(r -> r.audienceGenerationJobArn(theirs)));
    refused(
        AccessDeniedException.class,
        403,
        () -> allowed.client.startAudienceExportJob(export("not mine", owners, ABSOLUTE, 100)));

    AudienceExportJobSummary exported = allowed.exported("by me", theirs, 100);
    assertThat(exported.outputLocation()).startsWith("s3://" + BUCKET + "/out/" + id(theirs));
    assertThat(owner.exported("by the owner", owners, 100).status())
        .isEqualTo(AudienceExportJobStatus.ACTIVE);
    assertThat(call(allowed.client.listAudienceExportJobs(r -> {})).audienceExportJobs())
        .extracting(AudienceExportJobSummary::name)
        .containsExactly("by me");
    assertThat(
            call(allowed.client.listAudienceGenerationJobs(
                    r -> r.configuredAudienceModelArn(configured)))
                .audienceGenerationJobs())
        .extracting(AudienceGenerationJobSummary::audienceGenerationJobArn)
        .containsExactly(theirs);
    refused(
        ConflictException.class,
        409,
        () ->
            owner.client.deleteConfiguredAudienceModel(
                r -> r.configuredAudienceModelArn(configured)));
    call(owner.client.deleteAudienceGenerationJob(r -> r.audienceGenerationJobArn(owners)));
    gone(allowed, theirs);
    gone(owner, owners);
    call(owner.client.deleteConfiguredAudienceModel(r -> r.configuredAudienceModelArn(configured)));
  }

  private static void gone(AudienceCalls who, String generation) {
    until(
        () -> who.client.listAudienceGenerationJobs(r -> r.maxResults(100)),
        list ->
            list.audienceGenerationJobs().stream()
                .noneMatch(job -> job.audienceGenerationJobArn().equals(generation)));
    refused(
        ResourceNotFoundException.class,
        404,
        () -> who.client.getAudienceGenerationJob(r -> r.audienceGenerationJobArn(generation)));
    assertThat(
            call(who.client.listAudienceExportJobs(r -> r.audienceGenerationJobArn(generation)))
                .audienceExportJobs())
        .isEmpty();
  }
}
