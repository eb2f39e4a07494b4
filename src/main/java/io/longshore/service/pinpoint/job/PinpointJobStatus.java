package io.longshore.service.pinpoint.job;

import io.longshore.job.Phase;

/** Pinpoint's JobStatus. Source: the API reference of the export job, which lists all eleven. */
public final class PinpointJobStatus {

  private PinpointJobStatus() {}

  public static String of(Phase phase) {
    return switch (phase) {
      case CREATED -> "CREATED";
      case CLAIMED -> "PREPARING_FOR_INITIALIZATION";
      case STARTING -> "INITIALIZING";
      case WORKING -> "PROCESSING";
      case WAITING -> "PENDING_JOB";
      case COMMITTING -> "COMPLETING";
      case SUCCEEDED -> "COMPLETED";
      case FAILING -> "FAILING";
      case FAILED -> "FAILED";
      case CANCELLING -> "CANCELLING";
      case CANCELLED -> "CANCELLED";
    };
  }
}
