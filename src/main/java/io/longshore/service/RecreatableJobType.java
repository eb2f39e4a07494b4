package io.longshore.service;

import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.PermanentFailure;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** A job type that can tell which request created a job, so that the request can be made again. */
public interface RecreatableJobType {

  /**
   * The request that creates a job like this one, from what the job or its resource keeps of its
   * own request. Fails with a {@link PermanentFailure} if the request cannot be made again.
   */
  Future<JobRequest> originalRequest(Job job);

  /**
   * Finds the id that the engine gives to the job that the request has created; empty if only the
   * service knows it by its ARN.
   *
   * @param old the job whose request was made again
   * @param response the body of the response, null for none
   */
  default Future<Optional<JobId>> created(Job old, JobRequest request, JsonObject response) {
    String id = response.getString(request.idMember());
    return Future.succeededFuture(JobId.parse(id.substring(id.lastIndexOf('/') + 1)));
  }
}
