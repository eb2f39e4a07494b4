package io.longshore.service;

import io.vertx.core.json.JsonObject;

/**
 * A request that creates a job.
 *
 * @param operation the operationId of the service's contract
 * @param action the same for policies, for example {@code mobiletargeting:CreateExportJob}
 * @param resource the ARN that policies are checked for
 * @param parameters the parameters of the path
 * @param idMember the response's member with the new job's id or ARN
 */
public record JobRequest(
    String operation,
    String action,
    String resource,
    JsonObject parameters,
    JsonObject body,
    String idMember) {}
