package io.longshore.service;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.function.Function;

/**
 * A request that creates a job.
 *
 * @param operation the operationId of the service's contract
 * @param action the same for policies, for example {@code mobiletargeting:CreateExportJob}
 * @param resource the ARN that policies are checked for
 * @param parameters the parameters of the path
 * @param idMember the response's member with the new job's id or ARN
 * @param start the request that starts the new job, by its id; empty if the job starts by itself
 */
public record JobRequest(
    String operation,
    String action,
    String resource,
    JsonObject parameters,
    JsonObject body,
    String idMember,
    Optional<Function<String, JobRequest>> start) {

  /** A request that creates a job which starts by itself. */
  public JobRequest(
      String operation,
      String action,
      String resource,
      JsonObject parameters,
      JsonObject body,
      String idMember) {
    this(operation, action, resource, parameters, body, idMember, Optional.empty());
  }

  /** The same; the new job is started by a further request. */
  public JobRequest startedBy(Function<String, JobRequest> further) {
    return new JobRequest(
        operation, action, resource, parameters, body, idMember, Optional.of(further));
  }
}
