package io.longshore.conformance;

import static io.longshore.conformance.AudienceCalls.export;
import static io.longshore.conformance.AudienceCalls.id;
import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.refused;
import static io.longshore.fixture.Sdk.until;
import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.cleanroomsml.model.AudienceSizeType.ABSOLUTE;
import static software.amazon.awssdk.services.cleanroomsml.model.AudienceSizeType.PERCENTAGE;

import io.longshore.fixture.ManifestSchema;
import io.longshore.job.JobId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cleanroomsml.model.AccessDeniedException;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceExportJobStatus;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceExportJobSummary;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceGenerationJobStatus;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceModelStatus;
import software.amazon.awssdk.services.cleanroomsml.model.ConflictException;
import software.amazon.awssdk.services.cleanroomsml.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cleanroomsml.model.ServiceQuotaExceededException;
import software.amazon.awssdk.services.cleanroomsml.model.ValidationException;

/** Export jobs with the AWS SDK for Java, their quotas, and what remains after their retention. */
class CleanRoomsMlExportIT extends TrainedModel {

  @Test
  void an_export_has_one_of_the_configured_sizes() {
    String configured = owner.configured("sizes", model);
    String arn = owner.generate("sizes", configured, "seed.jsonl");
    owner.generated(arn);

    assertThat(
            refused(
                    ValidationException.class,
                    400,
                    () -> owner.client.startAudienceExportJob(export("x", arn, ABSOLUTE, 101)))
                .getMessage())
        .contains("[100,500]");
    refused(
        ValidationException.class,
        400,
        () -> owner.client.startAudienceExportJob(export("x", arn, PERCENTAGE, 100)));
    refused(
        ValidationException.class,
        400,
        () -> owner.client.startAudienceExportJob(export("x", arn, ABSOLUTE, 0)));
    refused(
        ResourceNotFoundException.class,
        404,
        () ->
            owner.client.startAudienceExportJob(
                export("x", arn.replaceFirst("/.*", "/none"), ABSOLUTE, 100)));
    refused(
        AccessDeniedException.class,
        403,
        () -> otherAccount.startAudienceExportJob(export("x", arn, ABSOLUTE, 100)));
    assertThat(
            call(owner.client.listAudienceExportJobs(r -> r.audienceGenerationJobArn(arn)))
                .audienceExportJobs())
        .isEmpty();
    call(
        owner.client.updateConfiguredAudienceModel(
            r ->
                r.configuredAudienceModelArn(configured)
                    .audienceSizeConfig(
                        sizes -> sizes.audienceSizeType(PERCENTAGE).audienceSizeBins(5))));
    call(owner.client.startAudienceExportJob(export("five percent", arn, PERCENTAGE, 5)));
    AudienceExportJobSummary exported =
        until(
                () -> owner.client.listAudienceExportJobs(r -> r.audienceGenerationJobArn(arn)),
                list ->
                    list.audienceExportJobs().stream()
                        .allMatch(job -> job.status() == AudienceExportJobStatus.ACTIVE))
            .audienceExportJobs()
            .get(0);
    assertThat(TwoTasteData.users(part(exported))).hasSize(TwoTasteData.USERS * 5 / 100);
    String manifest =
        new String(server.objects.bytes(BUCKET, keys(exported).get(0)), StandardCharsets.UTF_8);
    assertThat(manifest).contains("part-00000.jsonl.gz", "\"totalRows\":100");
    ManifestSchema.check(server.objects.bytes(BUCKET, keys(exported).get(0)), BUCKET);
  }

  @Test
  void quotas_of_jobs_in_progress_and_of_exports_are_enforced() {
    String account = "444444445555";
    AudienceCalls own = new AudienceCalls(server.client(account), account, BUCKET);
    server.objects.put(BUCKET, "few/few.csv", TwoTasteData.csv(0, 200));
    String data = own.trainingDataset("quota", "few");
    String ownModel = own.model("quota", data);
    own.trained(ownModel);
    String configured = own.configured("quota", ownModel);
    String done = own.generate("done", configured, "seed.jsonl");
    own.generated(done);
    server.halt();
    try {
      String waiting = own.model("waiting 1", data);
      own.model("waiting 2", data);
      ServiceQuotaExceededException models =
          refused(
              ServiceQuotaExceededException.class,
              402,
              () ->
                  own.client.createAudienceModel(
                      r -> r.name("waiting 3").trainingDatasetArn(data)));
      assertThat(models.quotaValue()).isEqualTo(2);
      assertThat(models.quotaName()).isNotBlank();
      refused(
          ConflictException.class,
          409,
          () -> own.client.createConfiguredAudienceModel(own.configuration("early", waiting)));
      refused(
          ConflictException.class,
          409,
          () -> own.client.deleteAudienceModel(r -> r.audienceModelArn(waiting)));
      refused(
          ConflictException.class,
          409,
          () -> own.client.deleteTrainingDataset(r -> r.trainingDatasetArn(data)));
      List<String> jobs =
          IntStream.range(0, 10)
              .mapToObj(i -> own.generate("waiting " + i, configured, "seed.jsonl"))
              .toList();
      refused(
          ServiceQuotaExceededException.class,
          402,
          () ->
              own.client.startAudienceGenerationJob(
                  own.generation("waiting 10", configured, "seed.jsonl")));
      refused(
          ConflictException.class,
          409,
          () ->
              own.client.deleteAudienceGenerationJob(r -> r.audienceGenerationJobArn(jobs.get(0))));
      refused(
          ConflictException.class,
          409,
          () -> own.client.startAudienceExportJob(export("early", jobs.get(0), ABSOLUTE, 100)));
      IntStream.range(0, 20).forEach(i -> own.startExport("export " + i, done, 100));
      refused(
          ServiceQuotaExceededException.class,
          402,
          () -> own.client.startAudienceExportJob(export("export 20", done, ABSOLUTE, 100)));
      refused(
          ConflictException.class,
          409,
          () -> own.client.deleteAudienceGenerationJob(r -> r.audienceGenerationJobArn(done)));
      assertThat(own.client.getAudienceModel(r -> r.audienceModelArn(waiting)).join().status())
          .isEqualTo(AudienceModelStatus.CREATE_PENDING);
    } finally {
      server.resume();
    }
    exported(own, done, 20);
    IntStream.range(20, 25).forEach(i -> own.startExport("export " + i, done, 100));
    ServiceQuotaExceededException exports =
        refused(
            ServiceQuotaExceededException.class,
            402,
            () -> own.client.startAudienceExportJob(export("export 25", done, ABSOLUTE, 100)));
    assertThat(exports.quotaValue()).isEqualTo(25);
    exported(own, done, 25);
    own.client.close();
  }

  @Test
  void a_finished_audience_outlives_its_job_and_a_failed_one_stays_failed() {
    String configured = owner.configured("outlives", model);
    String made = owner.generate("made", configured, "seed.jsonl");
    String failed = owner.generate("failed", configured, "nowhere.jsonl");
    owner.generated(made);
    owner.generated(failed);
    owner.exported("tidied away", made, 100);

    // Retention deletes the job in the same way after upkeep.retention.
    server.rows("delete from job where id = any($1)", uuids(made, failed));
    server.rows("delete from job where subject = $1", id(made));

    assertThat(owner.generated(made).status()).isEqualTo(AudienceGenerationJobStatus.ACTIVE);
    assertThat(owner.generated(made).metrics()).isNotNull();
    assertThat(owner.generated(failed).status())
        .isEqualTo(AudienceGenerationJobStatus.CREATE_FAILED);
    assertThat(
            call(owner.client.listAudienceExportJobs(r -> r.audienceGenerationJobArn(made)))
                .audienceExportJobs())
        .isEmpty();
    assertThat(owner.exported("still there", made, 100).status())
        .isEqualTo(AudienceExportJobStatus.ACTIVE);
  }

  private static Object uuids(String... arns) {
    return Arrays.stream(arns)
        .map(arn -> JobId.parse(id(arn)).orElseThrow().value())
        .toArray(UUID[]::new);
  }

  private static void exported(AudienceCalls own, String generation, int count) {
    until(
        () -> own.client.listAudienceExportJobs(r -> r.audienceGenerationJobArn(generation)),
        list ->
            list.audienceExportJobs().stream()
                    .filter(job -> job.status() == AudienceExportJobStatus.ACTIVE)
                    .count()
                == count);
  }
}
