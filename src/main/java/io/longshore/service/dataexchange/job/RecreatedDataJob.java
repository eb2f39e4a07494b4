package io.longshore.service.dataexchange.job;

import io.longshore.api.Arn;
import io.longshore.job.Job;
import io.longshore.job.PermanentFailure;
import io.longshore.service.JobRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * The requests that create and start a job like another one. A job of an event action becomes an
 * ordinary job.
 */
public final class RecreatedDataJob {

  private static final String SERVICE = "dataexchange";

  private RecreatedDataJob() {}

  /** Fails for a job whose file was uploaded for it. */
  public static Future<JobRequest> of(Job job) {
    DataJobSpec work = DataJobSpec.of(job);
    if (work.kind().takesUpload()) {
      return Future.failedFuture(
          new PermanentFailure(
              "A job of the type %s takes a file that is uploaded for it alone: call CreateJob of Data Exchange, upload the file again, and call StartJob"
                  .formatted(work.kind())));
    }
    JsonObject details = work.details().copy();
    details.remove("EventActionArn");
    JsonObject body =
        new JsonObject()
            .put("Type", work.kind().name())
            .put("Details", new JsonObject().put(work.kind().member(), details));
    if (!work.tags().isEmpty()) {
      body.put("AssetConfiguration", new JsonObject().put("Tags", pairs(work.tags())));
    }
    return Future.succeededFuture(
        request(job, "CreateJob", "jobs", new JsonObject(), body).startedBy(id -> start(job, id)));
  }

  private static JobRequest start(Job job, String id) {
    JsonObject parameters = new JsonObject().put("jobId", id);
    return request(job, "StartJob", "jobs/" + id, parameters, new JsonObject());
  }

  private static JsonArray pairs(JsonObject tags) {
    JsonArray pairs = new JsonArray();
    tags.forEach(
        tag -> pairs.add(new JsonObject().put("Key", tag.getKey()).put("Value", tag.getValue())));
    return pairs;
  }

  private static JobRequest request(
      Job job, String operation, String resource, JsonObject parameters, JsonObject body) {
    return new JobRequest(
        SERVICE + "." + operation,
        SERVICE + ":" + operation,
        new Arn(SERVICE, job.region(), job.account(), resource).toString(),
        parameters,
        body,
        "Id");
  }
}
