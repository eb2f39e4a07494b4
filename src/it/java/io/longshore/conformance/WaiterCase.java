package io.longshore.conformance;

import java.util.Map;

/**
 * A job or another resource to wait for.
 *
 * @param service as the AWS CLI names it
 * @param waiter its name in the waiters of botocore
 * @param parameters of the operation that the waiter calls
 * @param reason a part of the reason for which the job fails; empty if it succeeds
 * @param inJava waits by the class of the package {@code client}
 */
record WaiterCase(
    String service, String waiter, Map<String, String> parameters, String reason, Runnable inJava) {

  boolean succeeds() {
    return reason.isEmpty();
  }

  /** Jobs of Pinpoint have the ids of the engine. */
  boolean ofPinpoint() {
    return service.equals("pinpoint");
  }

  @Override
  public String toString() {
    return service + " " + waiter + (succeeds() ? "" : " of a job that fails");
  }
}
