package io.longshore.conformance;

import static io.longshore.conformance.CleanRoomsMlCalls.dataset;
import static io.longshore.conformance.CleanRoomsMlCalls.role;
import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.until;

import java.util.function.Consumer;
import software.amazon.awssdk.services.cleanroomsml.CleanRoomsMlAsyncClient;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceExportJobStatus;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceExportJobSummary;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceGenerationJobStatus;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceModelStatus;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceSizeType;
import software.amazon.awssdk.services.cleanroomsml.model.CreateConfiguredAudienceModelRequest;
import software.amazon.awssdk.services.cleanroomsml.model.GetAudienceGenerationJobResponse;
import software.amazon.awssdk.services.cleanroomsml.model.GetAudienceModelResponse;
import software.amazon.awssdk.services.cleanroomsml.model.SharedAudienceMetrics;
import software.amazon.awssdk.services.cleanroomsml.model.StartAudienceExportJobRequest;
import software.amazon.awssdk.services.cleanroomsml.model.StartAudienceGenerationJobRequest;

/** Calls of one account from a training table to an exported audience. */
final class AudienceCalls {

  final CleanRoomsMlAsyncClient client;
  final String account;
  private final String bucket;

  /**
   * @param bucket with the table clicks, the seeds and the exported audiences
   */
  AudienceCalls(CleanRoomsMlAsyncClient client, String account, String bucket) {
    this.client = client;
    this.account = account;
    this.bucket = bucket;
  }

  String trainingDataset(String name, String table) {
    return call(client.createTrainingDataset(dataset(account, name, bucket, table)))
        .trainingDatasetArn();
  }

  /** Starts the training of a model. */
  String model(String name, String trainingDataset) {
    return call(client.createAudienceModel(r -> r.name(name).trainingDatasetArn(trainingDataset)))
        .audienceModelArn();
  }

  GetAudienceModelResponse trained(String arn) {
    return until(
        () -> client.getAudienceModel(r -> r.audienceModelArn(arn)),
        model ->
            model.status() == AudienceModelStatus.ACTIVE
                || model.status() == AudienceModelStatus.CREATE_FAILED);
  }

  Consumer<CreateConfiguredAudienceModelRequest.Builder> configuration(String name, String model) {
    return request ->
        request
            .name(name)
            .audienceModelArn(model)
            .outputConfig(
                output ->
                    output
                        .roleArn(role(account))
                        .destination(
                            to -> to.s3Destination(s3 -> s3.s3Uri("s3://" + bucket + "/out"))))
            .sharedAudienceMetrics(SharedAudienceMetrics.ALL)
            .minMatchingSeedSize(25)
            .audienceSizeConfig(
                sizes ->
                    sizes.audienceSizeType(AudienceSizeType.ABSOLUTE).audienceSizeBins(100, 500));
  }

  String configured(String name, String model) {
    return call(client.createConfiguredAudienceModel(configuration(name, model)))
        .configuredAudienceModelArn();
  }

  Consumer<StartAudienceGenerationJobRequest.Builder> generation(
      String name, String configured, String seed) {
    return request ->
        request
            .name(name)
            .configuredAudienceModelArn(configured)
            .seedAudience(
                audience ->
                    audience
                        .roleArn(role(account))
                        .dataSource(s3 -> s3.s3Uri("s3://" + bucket + "/" + seed)));
  }

  String generate(String name, String configured, String seed) {
    return call(client.startAudienceGenerationJob(generation(name, configured, seed)))
        .audienceGenerationJobArn();
  }

  GetAudienceGenerationJobResponse generated(String arn) {
    return until(
        () -> client.getAudienceGenerationJob(r -> r.audienceGenerationJobArn(arn)),
        job ->
            job.status() == AudienceGenerationJobStatus.ACTIVE
                || job.status() == AudienceGenerationJobStatus.CREATE_FAILED);
  }

  static Consumer<StartAudienceExportJobRequest.Builder> export(
      String name, String generation, AudienceSizeType type, int size) {
    return request ->
        request
            .name(name)
            .audienceGenerationJobArn(generation)
            .audienceSize(audience -> audience.type(type).value(size));
  }

  void startExport(String name, String generation, int size) {
    call(client.startAudienceExportJob(export(name, generation, AudienceSizeType.ABSOLUTE, size)));
  }

  /** Exports an audience and waits until the job has ended. */
  AudienceExportJobSummary exported(String name, String generation, int size) {
    startExport(name, generation, size);
    return until(
            () -> client.listAudienceExportJobs(r -> r.audienceGenerationJobArn(generation)),
            list -> list.audienceExportJobs().stream().anyMatch(job -> hasEnded(job, name)))
        .audienceExportJobs()
        .stream()
        .filter(job -> job.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static boolean hasEnded(AudienceExportJobSummary job, String name) {
    return job.name().equals(name)
        && (job.status() == AudienceExportJobStatus.ACTIVE
            || job.status() == AudienceExportJobStatus.CREATE_FAILED);
  }

  static String id(String arn) {
    return arn.substring(arn.indexOf('/') + 1);
  }
}
