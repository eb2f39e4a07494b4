package io.longshore.client;

import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.function.Consumer;
import software.amazon.awssdk.core.waiters.WaiterResponse;
import software.amazon.awssdk.services.cleanroomsml.CleanRoomsMlClient;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceExportJobSummary;
import software.amazon.awssdk.services.cleanroomsml.model.GetAudienceGenerationJobRequest;
import software.amazon.awssdk.services.cleanroomsml.model.GetAudienceGenerationJobResponse;
import software.amazon.awssdk.services.cleanroomsml.model.GetAudienceModelRequest;
import software.amazon.awssdk.services.cleanroomsml.model.GetAudienceModelResponse;
import software.amazon.awssdk.services.cleanroomsml.model.GetTrainingDatasetRequest;
import software.amazon.awssdk.services.cleanroomsml.model.GetTrainingDatasetResponse;
import software.amazon.awssdk.services.cleanroomsml.model.StatusDetails;

/**
 * Waiters for the jobs of AWS Clean Rooms ML. Each method blocks until the job has ended, and
 * throws a {@link JobFailedException} with the reason if it did not succeed.
 */
public final class CleanRoomsMlWaiters {

  private static final String ACTIVE = "ACTIVE";
  private static final String CREATE_FAILED = "CREATE_FAILED";
  private static final Set<String> FAILED_OR_DELETED =
      Set.of(CREATE_FAILED, "DELETE_PENDING", "DELETE_IN_PROGRESS", "DELETE_FAILED");

  private static final JobWaiter<GetTrainingDatasetResponse> TRAINING_DATASET =
      new JobWaiter<>(
          GetTrainingDatasetResponse.class,
          GetTrainingDatasetResponse::statusAsString,
          response -> "",
          ACTIVE,
          Set.of());

  private static final JobWaiter<GetAudienceModelResponse> MODEL =
      new JobWaiter<>(
          GetAudienceModelResponse.class,
          GetAudienceModelResponse::statusAsString,
          response -> reason(response.statusDetails()),
          ACTIVE,
          FAILED_OR_DELETED);

  private static final JobWaiter<GetAudienceGenerationJobResponse> GENERATION =
      new JobWaiter<>(
          GetAudienceGenerationJobResponse.class,
          GetAudienceGenerationJobResponse::statusAsString,
          response -> reason(response.statusDetails()),
          ACTIVE,
          FAILED_OR_DELETED);

  private static final JobWaiter<AudienceExportJobSummary> EXPORT =
      new JobWaiter<>(
          AudienceExportJobSummary.class,
          AudienceExportJobSummary::statusAsString,
          response -> reason(response.statusDetails()),
          ACTIVE,
          Set.of(CREATE_FAILED));

  private final CleanRoomsMlClient client;
  private final Duration timeout;

  private CleanRoomsMlWaiters(CleanRoomsMlClient client, Duration timeout) {
    this.client = client;
    this.timeout = timeout;
  }

  /** Waits two hours at most. */
  public static CleanRoomsMlWaiters of(CleanRoomsMlClient client) {
    return of(client, JobWaiter.TIMEOUT);
  }

  public static CleanRoomsMlWaiters of(CleanRoomsMlClient client, Duration timeout) {
    return new CleanRoomsMlWaiters(client, timeout);
  }

  public WaiterResponse<GetTrainingDatasetResponse> waitUntilTrainingDatasetActive(
      GetTrainingDatasetRequest request) {
    return TRAINING_DATASET.run(
        "Training dataset " + request.trainingDatasetArn(),
        timeout,
        () -> client.getTrainingDataset(request));
  }

  public WaiterResponse<GetTrainingDatasetResponse> waitUntilTrainingDatasetActive(
      Consumer<GetTrainingDatasetRequest.Builder> request) {
    return waitUntilTrainingDatasetActive(
        GetTrainingDatasetRequest.builder().applyMutation(request).build());
  }

  public WaiterResponse<GetAudienceModelResponse> waitUntilAudienceModelActive(
      GetAudienceModelRequest request) {
    return MODEL.run(
        "Audience model " + request.audienceModelArn(),
        timeout,
        () -> client.getAudienceModel(request));
  }

  public WaiterResponse<GetAudienceModelResponse> waitUntilAudienceModelActive(
      Consumer<GetAudienceModelRequest.Builder> request) {
    return waitUntilAudienceModelActive(
        GetAudienceModelRequest.builder().applyMutation(request).build());
  }

  public WaiterResponse<GetAudienceGenerationJobResponse> waitUntilAudienceGenerationJobActive(
      GetAudienceGenerationJobRequest request) {
    return GENERATION.run(
        "Audience generation job " + request.audienceGenerationJobArn(),
        timeout,
        () -> client.getAudienceGenerationJob(request));
  }

  public WaiterResponse<GetAudienceGenerationJobResponse> waitUntilAudienceGenerationJobActive(
      Consumer<GetAudienceGenerationJobRequest.Builder> request) {
    return waitUntilAudienceGenerationJobActive(
        GetAudienceGenerationJobRequest.builder().applyMutation(request).build());
  }

  /**
   * Waits for the newest audience export job of this name. There is no operation that shows one, so
   * the jobs of the audience generation job are listed.
   */
  public WaiterResponse<AudienceExportJobSummary> waitUntilAudienceExportJobActive(
      String audienceGenerationJobArn, String name) {
    return EXPORT.run(
        "Audience export job " + name, timeout, () -> newest(audienceGenerationJobArn, name));
  }

  /** Without any values if there is none yet. */
  private AudienceExportJobSummary newest(String audienceGenerationJobArn, String name) {
    return client
        .listAudienceExportJobsPaginator(
            request -> request.audienceGenerationJobArn(audienceGenerationJobArn))
        .audienceExportJobs()
        .stream()
        .filter(job -> job.name().equals(name))
        .max(Comparator.comparing(AudienceExportJobSummary::createTime))
        .orElseGet(() -> AudienceExportJobSummary.builder().build());
  }

  private static String reason(StatusDetails details) {
    return details == null ? "" : details.message();
  }
}
