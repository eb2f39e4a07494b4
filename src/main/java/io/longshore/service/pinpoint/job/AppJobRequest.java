package io.longshore.service.pinpoint.job;

import io.longshore.api.Arn;
import io.longshore.job.Job;
import io.longshore.service.JobRequest;
import io.vertx.core.json.JsonObject;

/** The request that created an import or export job, which keeps it as its definition. */
public final class AppJobRequest {

  private static final String SIGNING_NAME = "mobiletargeting";

  private AppJobRequest() {}

  /**
   * @param operation CreateExportJob or CreateImportJob
   * @param path the last segment of the operation's path
   */
  public static JobRequest of(Job job, String operation, String path) {
    String resource = "apps/" + job.container() + "/jobs/" + path;
    return new JobRequest(
        "pinpoint." + operation,
        SIGNING_NAME + ":" + operation,
        new Arn(SIGNING_NAME, job.region(), job.account(), resource).toString(),
        new JsonObject().put("applicationId", job.container()),
        job.spec().getJsonObject("Definition").copy(),
        "Id");
  }
}
