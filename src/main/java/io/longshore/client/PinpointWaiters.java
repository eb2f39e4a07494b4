package io.longshore.client;

import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import software.amazon.awssdk.core.waiters.WaiterResponse;
import software.amazon.awssdk.services.pinpoint.PinpointClient;
import software.amazon.awssdk.services.pinpoint.model.GetExportJobRequest;
import software.amazon.awssdk.services.pinpoint.model.GetExportJobResponse;
import software.amazon.awssdk.services.pinpoint.model.GetImportJobRequest;
import software.amazon.awssdk.services.pinpoint.model.GetImportJobResponse;

/**
 * Waiters for the jobs of Amazon Pinpoint. Each method blocks until the job has ended, and throws a
 * {@link JobFailedException} with the reason if it did not succeed.
 */
public final class PinpointWaiters {

  private static final String COMPLETED = "COMPLETED";
  private static final Set<String> FAILED = Set.of("FAILED", "CANCELLED");
  private static final String SEPARATOR = "; ";

  private static final JobWaiter<GetExportJobResponse> EXPORT =
      new JobWaiter<>(
          GetExportJobResponse.class,
          response -> response.exportJobResponse().jobStatusAsString(),
          response -> String.join(SEPARATOR, response.exportJobResponse().failures()),
          COMPLETED,
          FAILED);

  private static final JobWaiter<GetImportJobResponse> IMPORT =
      new JobWaiter<>(
          GetImportJobResponse.class,
          response -> response.importJobResponse().jobStatusAsString(),
          response -> String.join(SEPARATOR, response.importJobResponse().failures()),
          COMPLETED,
          FAILED);

  private final PinpointClient client;
  private final Duration timeout;

  private PinpointWaiters(PinpointClient client, Duration timeout) {
    this.client = client;
    this.timeout = timeout;
  }

  /** Waits two hours at most. */
  public static PinpointWaiters of(PinpointClient client) {
    return of(client, JobWaiter.TIMEOUT);
  }

  public static PinpointWaiters of(PinpointClient client, Duration timeout) {
    return new PinpointWaiters(client, timeout);
  }

  public WaiterResponse<GetExportJobResponse> waitUntilExportJobCompleted(
      GetExportJobRequest request) {
    return EXPORT.run("Export job " + request.jobId(), timeout, () -> client.getExportJob(request));
  }

  public WaiterResponse<GetExportJobResponse> waitUntilExportJobCompleted(
      Consumer<GetExportJobRequest.Builder> request) {
    return waitUntilExportJobCompleted(
        GetExportJobRequest.builder().applyMutation(request).build());
  }

  public WaiterResponse<GetImportJobResponse> waitUntilImportJobCompleted(
      GetImportJobRequest request) {
    return IMPORT.run("Import job " + request.jobId(), timeout, () -> client.getImportJob(request));
  }

  public WaiterResponse<GetImportJobResponse> waitUntilImportJobCompleted(
      Consumer<GetImportJobRequest.Builder> request) {
    return waitUntilImportJobCompleted(
        GetImportJobRequest.builder().applyMutation(request).build());
  }
}
