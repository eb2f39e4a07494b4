package io.longshore.client;

import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.waiters.WaiterResponse;
import software.amazon.awssdk.services.dataexchange.DataExchangeClient;
import software.amazon.awssdk.services.dataexchange.model.GetJobRequest;
import software.amazon.awssdk.services.dataexchange.model.GetJobResponse;
import software.amazon.awssdk.services.dataexchange.model.JobError;

/**
 * Waiters for the jobs of AWS Data Exchange. The method blocks until the job has ended, and throws
 * a {@link JobFailedException} with the reason if it did not succeed.
 */
public final class DataExchangeWaiters {

  private static final JobWaiter<GetJobResponse> JOB =
      new JobWaiter<>(
          GetJobResponse.class,
          GetJobResponse::stateAsString,
          response ->
              response.errors().stream().map(JobError::message).collect(Collectors.joining("; ")),
          "COMPLETED",
          Set.of("ERROR", "CANCELLED", "TIMED_OUT"));

  private final DataExchangeClient client;
  private final Duration timeout;

  private DataExchangeWaiters(DataExchangeClient client, Duration timeout) {
    this.client = client;
    this.timeout = timeout;
  }

  /** Waits two hours at most. */
  public static DataExchangeWaiters of(DataExchangeClient client) {
    return of(client, JobWaiter.TIMEOUT);
  }

  public static DataExchangeWaiters of(DataExchangeClient client, Duration timeout) {
    return new DataExchangeWaiters(client, timeout);
  }

  /** The job must have been started: until then it is WAITING. */
  public WaiterResponse<GetJobResponse> waitUntilJobCompleted(GetJobRequest request) {
    return JOB.run("Job " + request.jobId(), timeout, () -> client.getJob(request));
  }

  public WaiterResponse<GetJobResponse> waitUntilJobCompleted(
      Consumer<GetJobRequest.Builder> request) {
    return waitUntilJobCompleted(GetJobRequest.builder().applyMutation(request).build());
  }
}
