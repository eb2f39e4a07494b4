package io.longshore.client;

import software.amazon.awssdk.core.exception.SdkClientException;

/** A job that was waited for has ended without success. */
public final class JobFailedException extends SdkClientException {

  private final String status;
  private final String reason;

  JobFailedException(String job, String status, String reason) {
    super(
        SdkClientException.builder()
            .message(job + " is " + status + (reason.isEmpty() ? "" : ": " + reason)));
    this.status = status;
    this.reason = reason;
  }

  /** The status that the job ended in, for example {@code FAILED} or {@code CREATE FAILED}. */
  public String status() {
    return status;
  }

  /** Why it failed, as the service says; empty if it does not say. */
  public String reason() {
    return reason;
  }
}
