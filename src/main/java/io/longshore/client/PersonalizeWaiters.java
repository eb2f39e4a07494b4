package io.longshore.client;

import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import software.amazon.awssdk.core.waiters.WaiterResponse;
import software.amazon.awssdk.services.personalize.PersonalizeClient;
import software.amazon.awssdk.services.personalize.model.DescribeDataDeletionJobRequest;
import software.amazon.awssdk.services.personalize.model.DescribeDataDeletionJobResponse;
import software.amazon.awssdk.services.personalize.model.DescribeDatasetExportJobRequest;
import software.amazon.awssdk.services.personalize.model.DescribeDatasetExportJobResponse;
import software.amazon.awssdk.services.personalize.model.DescribeDatasetGroupRequest;
import software.amazon.awssdk.services.personalize.model.DescribeDatasetGroupResponse;
import software.amazon.awssdk.services.personalize.model.DescribeDatasetImportJobRequest;
import software.amazon.awssdk.services.personalize.model.DescribeDatasetImportJobResponse;
import software.amazon.awssdk.services.personalize.model.DescribeDatasetRequest;
import software.amazon.awssdk.services.personalize.model.DescribeDatasetResponse;
import software.amazon.awssdk.services.personalize.model.DescribeEventTrackerRequest;
import software.amazon.awssdk.services.personalize.model.DescribeEventTrackerResponse;

/**
 * Waiters for the jobs of Amazon Personalize and for what must be ACTIVE before a job can start.
 * Each method blocks until the resource is ready, and throws a {@link JobFailedException} with the
 * reason if it will not be.
 */
public final class PersonalizeWaiters {

  private static final String ACTIVE = "ACTIVE";
  private static final String CREATE_FAILED = "CREATE FAILED";
  private static final Set<String> FAILED = Set.of(CREATE_FAILED);
  private static final Set<String> FAILED_OR_DELETED =
      Set.of(CREATE_FAILED, "DELETE PENDING", "DELETE IN_PROGRESS");

  private static final JobWaiter<DescribeDatasetGroupResponse> DATASET_GROUP =
      new JobWaiter<>(
          DescribeDatasetGroupResponse.class,
          response -> response.datasetGroup().status(),
          response -> response.datasetGroup().failureReason(),
          ACTIVE,
          FAILED_OR_DELETED);

  private static final JobWaiter<DescribeDatasetResponse> DATASET =
      new JobWaiter<>(
          DescribeDatasetResponse.class,
          response -> response.dataset().status(),
          response -> "",
          ACTIVE,
          FAILED_OR_DELETED);

  private static final JobWaiter<DescribeDatasetImportJobResponse> DATASET_IMPORT_JOB =
      new JobWaiter<>(
          DescribeDatasetImportJobResponse.class,
          response -> response.datasetImportJob().status(),
          response -> response.datasetImportJob().failureReason(),
          ACTIVE,
          FAILED);

  private static final JobWaiter<DescribeDatasetExportJobResponse> DATASET_EXPORT_JOB =
      new JobWaiter<>(
          DescribeDatasetExportJobResponse.class,
          response -> response.datasetExportJob().status(),
          response -> response.datasetExportJob().failureReason(),
          ACTIVE,
          FAILED);

  private static final JobWaiter<DescribeEventTrackerResponse> EVENT_TRACKER =
      new JobWaiter<>(
          DescribeEventTrackerResponse.class,
          response -> response.eventTracker().status(),
          response -> "",
          ACTIVE,
          FAILED_OR_DELETED);

  private static final JobWaiter<DescribeDataDeletionJobResponse> DATA_DELETION_JOB =
      new JobWaiter<>(
          DescribeDataDeletionJobResponse.class,
          response -> response.dataDeletionJob().status(),
          response -> response.dataDeletionJob().failureReason(),
          "COMPLETED",
          Set.of("FAILED"));

  private final PersonalizeClient client;
  private final Duration timeout;

  private PersonalizeWaiters(PersonalizeClient client, Duration timeout) {
    this.client = client;
    this.timeout = timeout;
  }

  /** Waits two hours at most. */
  public static PersonalizeWaiters of(PersonalizeClient client) {
    return of(client, JobWaiter.TIMEOUT);
  }

  public static PersonalizeWaiters of(PersonalizeClient client, Duration timeout) {
    return new PersonalizeWaiters(client, timeout);
  }

  public WaiterResponse<DescribeDatasetGroupResponse> waitUntilDatasetGroupActive(
      DescribeDatasetGroupRequest request) {
    return DATASET_GROUP.run(
        "Dataset group " + request.datasetGroupArn(),
        timeout,
        () -> client.describeDatasetGroup(request));
  }

  public WaiterResponse<DescribeDatasetGroupResponse> waitUntilDatasetGroupActive(
      Consumer<DescribeDatasetGroupRequest.Builder> request) {
    return waitUntilDatasetGroupActive(
        DescribeDatasetGroupRequest.builder().applyMutation(request).build());
  }

  public WaiterResponse<DescribeDatasetResponse> waitUntilDatasetActive(
      DescribeDatasetRequest request) {
    return DATASET.run(
        "Dataset " + request.datasetArn(), timeout, () -> client.describeDataset(request));
  }

  public WaiterResponse<DescribeDatasetResponse> waitUntilDatasetActive(
      Consumer<DescribeDatasetRequest.Builder> request) {
    return waitUntilDatasetActive(DescribeDatasetRequest.builder().applyMutation(request).build());
  }

  public WaiterResponse<DescribeDatasetImportJobResponse> waitUntilDatasetImportJobActive(
      DescribeDatasetImportJobRequest request) {
    return DATASET_IMPORT_JOB.run(
        "Dataset import job " + request.datasetImportJobArn(),
        timeout,
        () -> client.describeDatasetImportJob(request));
  }

  public WaiterResponse<DescribeDatasetImportJobResponse> waitUntilDatasetImportJobActive(
      Consumer<DescribeDatasetImportJobRequest.Builder> request) {
    return waitUntilDatasetImportJobActive(
        DescribeDatasetImportJobRequest.builder().applyMutation(request).build());
  }

  public WaiterResponse<DescribeDatasetExportJobResponse> waitUntilDatasetExportJobActive(
      DescribeDatasetExportJobRequest request) {
    return DATASET_EXPORT_JOB.run(
        "Dataset export job " + request.datasetExportJobArn(),
        timeout,
        () -> client.describeDatasetExportJob(request));
  }

  public WaiterResponse<DescribeDatasetExportJobResponse> waitUntilDatasetExportJobActive(
      Consumer<DescribeDatasetExportJobRequest.Builder> request) {
    return waitUntilDatasetExportJobActive(
        DescribeDatasetExportJobRequest.builder().applyMutation(request).build());
  }

  public WaiterResponse<DescribeEventTrackerResponse> waitUntilEventTrackerActive(
      DescribeEventTrackerRequest request) {
    return EVENT_TRACKER.run(
        "Event tracker " + request.eventTrackerArn(),
        timeout,
        () -> client.describeEventTracker(request));
  }

  public WaiterResponse<DescribeEventTrackerResponse> waitUntilEventTrackerActive(
      Consumer<DescribeEventTrackerRequest.Builder> request) {
    return waitUntilEventTrackerActive(
        DescribeEventTrackerRequest.builder().applyMutation(request).build());
  }

  public WaiterResponse<DescribeDataDeletionJobResponse> waitUntilDataDeletionJobCompleted(
      DescribeDataDeletionJobRequest request) {
    return DATA_DELETION_JOB.run(
        "Data deletion job " + request.dataDeletionJobArn(),
        timeout,
        () -> client.describeDataDeletionJob(request));
  }

  public WaiterResponse<DescribeDataDeletionJobResponse> waitUntilDataDeletionJobCompleted(
      Consumer<DescribeDataDeletionJobRequest.Builder> request) {
    return waitUntilDataDeletionJobCompleted(
        DescribeDataDeletionJobRequest.builder().applyMutation(request).build());
  }
}
